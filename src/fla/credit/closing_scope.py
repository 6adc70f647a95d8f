"""Whose year is closed, as conditions of the statements that close it."""

import uuid
from collections.abc import Sequence

from msgspec import Struct
from psycopg import sql

_NO_LIMIT = sql.SQL("true")


class Scope(Struct, frozen=True, kw_only=True):
    """Whose year is closed: all workers of employers, by a range of ids or a list; or `workers`.

    `workers` is a table or subquery with `employer_id` and `worker_id`. `again`: only those whose
    employer closed the year already.
    """

    employers: range | Sequence[int] | None = None
    workers: sql.Composable | None = None
    again: bool = False

    def of_employers(self, alias: str, year: int) -> sql.Composable:
        """Return the condition on a table's employer."""
        column = sql.Identifier(alias, "employer_id")
        parts: list[sql.Composable] = [_NO_LIMIT]
        if isinstance(self.employers, range):
            first, last = self.employers.start, self.employers.stop - 1
            parts.append(sql.SQL("{} BETWEEN {} AND {}").format(column, first, last))
        elif self.employers is not None:
            parts.append(sql.SQL("{} = ANY ({}::bigint[])").format(column, list(self.employers)))
        if self.workers is not None:
            chosen = sql.SQL("{} IN (SELECT u.employer_id FROM {} u)")
            parts.append(chosen.format(column, self.workers))
        if self.again:
            closed = sql.SQL(
                "{} IN (SELECT z.employer_id FROM year_closing z"
                " WHERE z.year = {} AND z.reopened_at IS NULL)"
            )
            parts.append(closed.format(column, year))
        return sql.SQL(" AND ").join(parts)

    def of_workers(self, alias: str, year: int) -> sql.Composable:
        """Return the condition on a table's employer and worker."""
        employers = self.of_employers(alias, year)
        if self.workers is None:
            return employers
        return sql.SQL("{} AND ({}, {}) IN (SELECT u.employer_id, u.worker_id FROM {} u)").format(
            employers,
            sql.Identifier(alias, "employer_id"),
            sql.Identifier(alias, "worker_id"),
            self.workers,
        )

    def tenants(self, year: int) -> sql.Composed:
        """Return the employers that have workers, as a subquery with `employer_id`."""
        return sql.SQL("""
            (SELECT f.id AS employer_id FROM employer f
               JOIN LATERAL (SELECT f.id AS employer_id) g ON {}
              WHERE EXISTS (SELECT FROM worker w WHERE w.employer_id = f.id))
        """).format(self.of_employers("g", year))

    def credits(self, year: int) -> sql.Composable:
        """Return where the credit lines `c` of the year come from, and the condition on them."""
        if self.workers is None:
            return sql.SQL("credit c WHERE {} AND c.year = {}").format(
                self.of_employers("c", year), year
            )
        # By key for each worker, as for a citizen: joined as one, all would be added up first.
        return sql.SQL("""
            (SELECT DISTINCT employer_id, worker_id FROM {} u) t CROSS JOIN LATERAL (
                SELECT * FROM credit v
                 WHERE v.employer_id = t.employer_id AND v.worker_id = t.worker_id AND v.year = {}
                OFFSET 0) c
             WHERE {}
        """).format(self.workers, year, self.of_employers("t", year))


def workers_of(employer_id: int, worker_ids: Sequence[uuid.UUID]) -> sql.Composable:
    """Return some workers of one employer, for a scope."""
    return sql.SQL("(SELECT {}::bigint AS employer_id, unnest({}::uuid[]) AS worker_id)").format(
        employer_id, list(worker_ids)
    )
