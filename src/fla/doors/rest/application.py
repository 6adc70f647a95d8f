"""The REST channel: an ASGI application that the contract drives.

A call goes through the stages one after the other, each of which may refuse it: address, room for
one more call, token, scopes, parameters, body, idempotency key. What is left is a call that the
contract allows, and its handler answers it.
"""

from collections.abc import Awaitable, Mapping
from typing import Any, Final

import psycopg
import structlog

from fla.access.oauth import ExpiredTokenError, InvalidTokenError
from fla.contract.structs import InputValidationIssue
from fla.doors.failure import failure
from fla.doors.foundation import Foundation
from fla.doors.rest import operations  # noqa: F401
from fla.doors.rest.answer import Answer, Refusal
from fla.doors.rest.answers import Rendered, render, render_refusal
from fla.doors.rest.body import ClientGoneError, check_media_type, read_body
from fla.doors.rest.call import Call
from fla.doors.rest.contract import BASE, contract
from fla.doors.rest.doc.page import documentation
from fla.doors.rest.entries import Entry, entries
from fla.doors.rest.exchange import Exchange
from fla.doors.rest.idempotency import Keys, fingerprint
from fla.doors.rest.issues import body_issues, unreadable_issue
from fla.doors.rest.limits import Limits, Share
from fla.doors.rest.overload import RETRY_AFTER, Overload
from fla.doors.rest.parameters import known_tags, wanted_version
from fla.doors.rest.problems import (
    bad_request,
    missing_scope,
    too_many,
    unauthorized,
    unavailable,
)
from fla.doors.rest.reading import UnreadableError, read_json
from fla.doors.rest.registry import HANDLERS, Handler
from fla.doors.rest.request import Receive, Scope, Send, address_of, is_acceptable
from fla.doors.rest.routing import Router
from fla.doors.rest.sending import respond
from fla.doors.rest.spooling import Bounds, Receiving
from fla.filesets.spool import Spool
from fla.intake.desk import DeskBusyError

_log = structlog.get_logger()

_FAILED: Final = frozenset({403, 404})
"""Refusals of which a client may not have too many: they look like probing."""
_EXPIRED: Final = "expiredAccessToken"
_REFUSED: Final = 400
_LATER: Final = 5
"""Seconds until a database that cannot be reached may be back."""


class RestApplication:
    """The channel, for addresses below `BASE`."""

    def __init__(self, foundation: Foundation, handlers: Mapping[str, Handler] = HANDLERS) -> None:
        settings = foundation.settings
        self._foundation = foundation
        self._tokens = foundation.tokens
        self._keys = Keys(foundation.pool, foundation.clock)
        self._limits = Limits(
            settings.rate_limit,
            settings.failed_rate_limit,
            settings.most_calls,
            settings.body_budget,
        )
        self._patience = settings.body_timeout
        self._receiving = Receiving(
            Spool(settings.spool_directory).receiving,
            Bounds(
                settings.batch_limit,
                settings.body_timeout,
                settings.upload_timeout,
                settings.batch_parts,
            ),
            foundation.uploads,
        )
        self._overload = Overload()
        self._router = Router(contract().operations)
        self._entries = entries(contract(), handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._limits.hands.full:
            await self._overload.turn_away(scope, send)
            return
        exchange = Exchange(scope, receive)
        structlog.contextvars.bind_contextvars(trace_id=exchange.trace_id)
        try:
            answer = await self._answer(exchange, self._attend(exchange))
        except ClientGoneError:
            return
        finally:
            structlog.contextvars.unbind_contextvars("trace_id")
        if answer.status >= _REFUSED or exchange.their_trace:
            _log.info("rest.call", status=answer.status, **exchange.facts)
        await respond(exchange, answer, send)

    async def _answer(self, exchange: Exchange, work: Awaitable[Rendered]) -> Rendered:
        """Answer a call, whatever becomes of the work on it."""
        try:
            return await work
        except Refusal as refusal:
            # With its way here it would hold itself, and a body that was refused, for a while.
            refused = refusal.with_traceback(None)
        except UnreadableError as error:
            issue = unreadable_issue(error.flaw, error.detail, exchange.language)
            refused = bad_request(issue)
        except DeskBusyError:
            refused = too_many(RETRY_AFTER)
        except psycopg.OperationalError as error:
            _log.warning("rest.no_database", error=type(error).__name__, **exchange.facts)
            refused = unavailable(_LATER)
        except ClientGoneError:
            raise
        except Exception as error:
            _log.error("rest.failed", **failure(error), **exchange.facts)
            refused = Refusal(500, "internalServerError")
        return render_refusal(
            self._counted(exchange, refused), exchange.trace_id, exchange.language
        )

    def _counted(self, exchange: Exchange, refused: Refusal) -> Refusal:
        """Count a refusal that looks like probing; return it, or what is told in its place.

        An expired token was ours and sound: who shows one is always told to get another.
        """
        if refused.type == _EXPIRED:
            return refused
        caller = exchange.principal.client_id if exchange.principal else None
        if refused.status == 401:
            caller = address_of(exchange.scope)
        elif refused.status not in _FAILED:
            return refused
        if caller is None:
            return refused
        try:
            self._limits.failed(caller)
        except Refusal as instead:
            return instead
        return refused

    async def _attend(self, exchange: Exchange) -> Rendered:
        path = exchange.scope["path"].removeprefix(BASE)
        found = self._router.find(path)
        if found is None:
            return await _page(exchange, path)
        if exchange.method == "OPTIONS":
            return render(_options(found.allowed), exchange.language, frozenset())
        there = found.operation("GET" if exchange.method == "HEAD" else exchange.method)
        if there is None:
            headers = {"Allow": ", ".join(found.allowed)}
            raise Refusal(405, "fla:methodNotAllowed", headers=headers)
        exchange.operation, exchange.path = there
        return await self._serve(exchange, self._entries[exchange.operation.id])

    async def _serve(self, exchange: Exchange, entry: Entry) -> Rendered:
        if entry.operation.scopes:
            await self._identify(exchange)
            _check_scopes(exchange, entry)
        if not is_acceptable(exchange.headers.get("accept"), entry.operation.produces):
            raise Refusal(406, "fla:notAcceptable")
        with self._limits.bodies.share() as share:
            try:
                call = await self._checked(exchange, entry, share)
                with self._limits.hands.taking():  # not before: a slow body keeps no hands full
                    return await self._do(exchange, entry, call)
            finally:
                exchange.drop_body()

    async def _do(self, exchange: Exchange, entry: Entry, call: Call) -> Rendered:
        """Answer a call that the contract allows; once, where it has a key."""
        key = exchange.headers.get("idempotency-key") if entry.keyed else ""
        if not key:
            return await _done(entry, call)
        request = fingerprint(
            exchange.method,
            exchange.scope["path"],
            exchange.scope["query_string"],
            exchange.headers.get("if-match"),
            exchange.raw,
        )
        return await self._keys.once(
            call.client,
            key.strip('"'),
            request,
            exchange.language,
            lambda: self._answer(exchange, _done(entry, call)),
        )

    async def _identify(self, exchange: Exchange) -> None:
        scheme, _, token = exchange.headers.get("authorization").partition(" ")
        if scheme.lower() != "bearer":
            raise unauthorized("noAccessToken")
        try:
            exchange.principal = await self._tokens.principal(token.strip())
        except ExpiredTokenError:
            raise unauthorized(_EXPIRED) from None
        except InvalidTokenError:
            raise unauthorized("invalidAccessToken") from None
        self._limits.admit(exchange.principal.client_id)

    async def _checked(self, exchange: Exchange, entry: Entry, share: Share) -> Call:
        """Return the call that the contract allows, or refuse it with all that is wrong with it."""
        headers, language = exchange.headers, exchange.language
        issues = entry.parameters.path_issues(exchange.path, language)
        query, wrong = entry.parameters.query(exchange.scope["query_string"], language)
        issues += wrong
        issues += entry.parameters.header_issues(headers, language)
        if issues and entry.takes_file:  # which is long in coming
            raise bad_request(*issues)
        body, wrong = await self._body(exchange, entry, share)
        issues += wrong
        if issues:
            raise bad_request(*issues)
        return Call(
            operation=entry.operation.id,
            service=self._foundation,
            language=language,
            path=exchange.path,
            query=query,
            body=body,
            version=wanted_version(headers) if entry.versioned else None,
            known=known_tags(headers) if entry.operation.method == "GET" else frozenset(),
            part=(headers.get("range"), headers.get("if-range"))
            if exchange.method == "GET"
            else ("", ""),
            principal=exchange.principal,
        )

    async def _body(
        self, exchange: Exchange, entry: Entry, share: Share
    ) -> tuple[Any, list[InputValidationIssue]]:
        """Return the body as plain values, and what the contract says is wrong with it.

        A file is returned as it lies, and not looked into.
        """
        if not entry.bodies:
            return None, []
        headers = exchange.headers
        media_type = check_media_type(headers, entry.bodies)
        if entry.takes_file:
            client = exchange.principal
            enterprise_number = client.enterprise_number if client else ""
            exchange.file = await self._receiving.take(enterprise_number, headers, exchange.receive)
            exchange.raw = exchange.file.digest
            return exchange.file, []
        exchange.raw = await read_body(headers, exchange.receive, self._patience, share.take)
        if not exchange.raw:
            raise UnreadableError("absent")
        value = read_json(exchange.raw)
        checker = entry.bodies[media_type]
        if checker.fits(value):
            return value, []
        return None, body_issues(checker.faults(value), exchange.language)


async def _page(exchange: Exchange, path: str) -> Rendered:
    """Answer with a page of the documentation; nothing else lies outside the contract."""
    page = await documentation(path)
    if page is None:
        raise Refusal(404, "resourceNotFound")
    if exchange.method not in ("GET", "HEAD"):
        raise Refusal(405, "fla:methodNotAllowed", headers={"Allow": "GET, HEAD"})
    return render(page, exchange.language, known_tags(exchange.headers))


async def _done(entry: Entry, call: Call) -> Rendered:
    if entry.handler is None:
        raise LookupError(f"nobody answers {call.operation}")
    answer = await entry.handler(call)
    return render(answer, call.language, call.known)


def _options(allowed: list[str]) -> Answer:
    return Answer(204, headers={"Allow": ", ".join(allowed)})


def _check_scopes(exchange: Exchange, entry: Entry) -> None:
    """Refuse a token that covers none of the operation's alternatives."""
    held = exchange.principal.scopes if exchange.principal else frozenset()
    if not any(wanted <= held for wanted in entry.operation.scopes):
        raise missing_scope(sorted(frozenset().union(*entry.operation.scopes)))
