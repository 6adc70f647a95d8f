"""The REST contract's operations, made from it by tools/generate_operations.py."""

from typing import Final

from fla.client.operation import Operation
from fla.contract.structs import (
    Account,
    AccountHistoryPage,
    AccountHistoryQuery,
    AccountQuery,
    AccountsPage,
    AccountsQuery,
    Adjustment,
    AdjustmentPage,
    AdjustmentPatch,
    AdjustmentQuery,
    AdjustmentRegistration,
    AnomalyErrors,
    AnomalyFields,
    Batch,
    BatchPage,
    BatchTask,
    CalculationRequest,
    CalculationResponse,
    CodeList,
    CodeLists,
    Confirmation,
    Contract,
    DeclarationsSubmission,
    Employment,
    EmploymentPage,
    EmploymentPatch,
    EmploymentQuery,
    EmploymentRegistration,
    EventPage,
    Explanation,
    ExplanationQuery,
    HeadCount,
    HeadCountPage,
    HeadCountPatch,
    HeadCountRegistration,
    Health,
    JointCommittees,
    Mandate,
    MandateClosing,
    MandateDecisions,
    MandateOutcomes,
    MandatePage,
    MandateProposal,
    MandateProposals,
    Objection,
    OptOut,
    OptOutPage,
    OptOutPatch,
    OptOutQuery,
    OptOutRegistration,
    Outcome,
    Outcomes,
    Right,
    RightPage,
    RightPatch,
    RightQuery,
    RightRegistration,
    SessionRegistration,
    Training,
    TrainingDecision,
    TrainingDecisions,
    TrainingHistory,
    TrainingPage,
    TrainingPatch,
    TrainingQuery,
    TrainingRegistration,
    TrainingsRegistration,
    Verification,
    VerificationPage,
    VerificationQuery,
    VerificationRegistration,
)

REGISTER_TRAINING: Final[Operation[TrainingRegistration, Outcome]] = Operation(
    method="POST", path="/trainings", body=TrainingRegistration, answer=Outcome
)
"""Register a training."""

QUERY_TRAININGS: Final[Operation[TrainingQuery, TrainingPage]] = Operation(
    method="POST", path="/trainings/query", body=TrainingQuery, answer=TrainingPage
)
"""Look up trainings."""

REGISTER_TRAININGS: Final[Operation[TrainingsRegistration, Outcomes]] = Operation(
    method="POST", path="/trainings/register", body=TrainingsRegistration, answer=Outcomes
)
"""Register many trainings."""

CONFIRM_TRAININGS: Final[Operation[Confirmation, TrainingDecisions]] = Operation(
    method="POST",
    path="/employers/{enterpriseNumber}/trainings/confirm",
    body=Confirmation,
    answer=TrainingDecisions,
)
"""Confirm many of a provider's registrations."""

GET_TRAINING: Final[Operation[None, Training]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/trainings/{trainingId}", answer=Training
)
"""Read a training."""

CORRECT_TRAINING: Final[Operation[TrainingPatch, Outcome]] = Operation(
    method="PATCH",
    path="/employers/{enterpriseNumber}/trainings/{trainingId}",
    body=TrainingPatch,
    answer=Outcome,
)
"""Correct a training."""

CANCEL_TRAINING: Final[Operation[None, Outcome]] = Operation(
    method="DELETE", path="/employers/{enterpriseNumber}/trainings/{trainingId}", answer=Outcome
)
"""Cancel a training."""

CONFIRM_TRAINING: Final[Operation[None, TrainingDecision]] = Operation(
    method="POST",
    path="/employers/{enterpriseNumber}/trainings/{trainingId}/confirm",
    answer=TrainingDecision,
)
"""Confirm what a provider registered."""

GET_TRAINING_HISTORY: Final[Operation[None, TrainingHistory]] = Operation(
    method="GET",
    path="/employers/{enterpriseNumber}/trainings/{trainingId}/history",
    answer=TrainingHistory,
)
"""Read who declared what about a training."""

OBJECT_TO_TRAINING: Final[Operation[Objection, TrainingDecision]] = Operation(
    method="POST",
    path="/employers/{enterpriseNumber}/trainings/{trainingId}/object",
    body=Objection,
    answer=TrainingDecision,
)
"""Object to what a provider registered."""

REGISTER_SESSION: Final[Operation[SessionRegistration, Outcomes]] = Operation(
    method="POST", path="/sessions/register", body=SessionRegistration, answer=Outcomes
)
"""Register a session with its participants."""

SUBMIT_DECLARATIONS: Final[Operation[DeclarationsSubmission, Outcomes]] = Operation(
    method="POST", path="/declarations/submit", body=DeclarationsSubmission, answer=Outcomes
)
"""Hand in declarations of any kind together."""

LIST_BATCHES: Final[Operation[None, BatchPage]] = Operation(
    method="GET", path="/batches", answer=BatchPage
)
"""List the file sets of your organisation."""

SEND_BATCH: Final[Operation[bytes, BatchTask]] = Operation(
    method="POST", path="/batches", body=bytes, media_type="application/xml", answer=BatchTask
)
"""Send a file of declarations."""

GET_BATCH: Final[Operation[None, Batch]] = Operation(
    method="GET", path="/batches/{ticket}", answer=Batch
)
"""Read a file set and what came of it."""

CANCEL_BATCH: Final[Operation[None, BatchTask]] = Operation(
    method="POST", path="/batches/{ticket}/cancel", answer=BatchTask
)
"""Cancel a file set."""

CONFIRM_BATCH: Final[Operation[None, BatchTask]] = Operation(
    method="POST", path="/batches/{ticket}/confirm", answer=BatchTask
)
"""Have a snapshot processed that is held."""

GET_BATCH_REPLY: Final[Operation[None, bytes]] = Operation(
    method="GET", path="/batches/{ticket}/replies/{replyName}", answer=bytes
)
"""Download a reply."""

GET_BATCH_REPLY_SIGNATURE: Final[Operation[None, bytes]] = Operation(
    method="GET", path="/batches/{ticket}/replies/{replyName}/signature", answer=bytes
)
"""Download the signature of a reply."""

GET_BATCH_RESEND_FILE: Final[Operation[None, bytes]] = Operation(
    method="GET", path="/batches/{ticket}/resendFile", answer=bytes
)
"""Download what was rejected, ready to be put right."""

GET_BATCH_TASK: Final[Operation[None, BatchTask]] = Operation(
    method="GET", path="/batches/{ticket}/task", answer=BatchTask
)
"""Ask how far a file set is."""

REGISTER_EMPLOYMENT: Final[Operation[EmploymentRegistration, Outcome]] = Operation(
    method="POST", path="/employments", body=EmploymentRegistration, answer=Outcome
)
"""Register an employment."""

QUERY_EMPLOYMENTS: Final[Operation[EmploymentQuery, EmploymentPage]] = Operation(
    method="POST", path="/employments/query", body=EmploymentQuery, answer=EmploymentPage
)
"""Look up employments."""

GET_EMPLOYMENT: Final[Operation[None, Employment]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/employments/{employmentId}", answer=Employment
)
"""Read an employment."""

CORRECT_EMPLOYMENT: Final[Operation[EmploymentPatch, Outcome]] = Operation(
    method="PATCH",
    path="/employers/{enterpriseNumber}/employments/{employmentId}",
    body=EmploymentPatch,
    answer=Outcome,
)
"""Correct an employment."""

CANCEL_EMPLOYMENT: Final[Operation[None, Outcome]] = Operation(
    method="DELETE", path="/employers/{enterpriseNumber}/employments/{employmentId}", answer=Outcome
)
"""Cancel an employment."""

REGISTER_RIGHT: Final[Operation[RightRegistration, Outcome]] = Operation(
    method="POST", path="/rights", body=RightRegistration, answer=Outcome
)
"""Register a declared right."""

CALCULATE_RIGHTS: Final[Operation[CalculationRequest, CalculationResponse]] = Operation(
    method="POST", path="/rights/calculate", body=CalculationRequest, answer=CalculationResponse
)
"""Calculate what workers would be owed."""

QUERY_RIGHTS: Final[Operation[RightQuery, RightPage]] = Operation(
    method="POST", path="/rights/query", body=RightQuery, answer=RightPage
)
"""Look up declared rights."""

GET_RIGHT: Final[Operation[None, Right]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/rights/{rightId}", answer=Right
)
"""Read a declared right."""

CORRECT_RIGHT: Final[Operation[RightPatch, Outcome]] = Operation(
    method="PATCH",
    path="/employers/{enterpriseNumber}/rights/{rightId}",
    body=RightPatch,
    answer=Outcome,
)
"""Correct a declared right."""

CANCEL_RIGHT: Final[Operation[None, Outcome]] = Operation(
    method="DELETE", path="/employers/{enterpriseNumber}/rights/{rightId}", answer=Outcome
)
"""Cancel a declared right."""

REGISTER_ADJUSTMENT: Final[Operation[AdjustmentRegistration, Outcome]] = Operation(
    method="POST", path="/adjustments", body=AdjustmentRegistration, answer=Outcome
)
"""Register an adjustment."""

QUERY_ADJUSTMENTS: Final[Operation[AdjustmentQuery, AdjustmentPage]] = Operation(
    method="POST", path="/adjustments/query", body=AdjustmentQuery, answer=AdjustmentPage
)
"""Look up adjustments."""

GET_ADJUSTMENT: Final[Operation[None, Adjustment]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/adjustments/{adjustmentId}", answer=Adjustment
)
"""Read an adjustment."""

CORRECT_ADJUSTMENT: Final[Operation[AdjustmentPatch, Outcome]] = Operation(
    method="PATCH",
    path="/employers/{enterpriseNumber}/adjustments/{adjustmentId}",
    body=AdjustmentPatch,
    answer=Outcome,
)
"""Correct an adjustment."""

CANCEL_ADJUSTMENT: Final[Operation[None, Outcome]] = Operation(
    method="DELETE", path="/employers/{enterpriseNumber}/adjustments/{adjustmentId}", answer=Outcome
)
"""Cancel an adjustment."""

REGISTER_OPT_OUT: Final[Operation[OptOutRegistration, Outcome]] = Operation(
    method="POST", path="/optOuts", body=OptOutRegistration, answer=Outcome
)
"""Register an opt-out."""

QUERY_OPT_OUTS: Final[Operation[OptOutQuery, OptOutPage]] = Operation(
    method="POST", path="/optOuts/query", body=OptOutQuery, answer=OptOutPage
)
"""Look up opt-outs."""

GET_OPT_OUT: Final[Operation[None, OptOut]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/optOuts/{optOutId}", answer=OptOut
)
"""Read an opt-out."""

CORRECT_OPT_OUT: Final[Operation[OptOutPatch, Outcome]] = Operation(
    method="PATCH",
    path="/employers/{enterpriseNumber}/optOuts/{optOutId}",
    body=OptOutPatch,
    answer=Outcome,
)
"""Correct an opt-out."""

CANCEL_OPT_OUT: Final[Operation[None, Outcome]] = Operation(
    method="DELETE", path="/employers/{enterpriseNumber}/optOuts/{optOutId}", answer=Outcome
)
"""Cancel an opt-out."""

REGISTER_VERIFICATION: Final[Operation[VerificationRegistration, Outcome]] = Operation(
    method="POST", path="/verifications", body=VerificationRegistration, answer=Outcome
)
"""Register a verification."""

QUERY_VERIFICATIONS: Final[Operation[VerificationQuery, VerificationPage]] = Operation(
    method="POST", path="/verifications/query", body=VerificationQuery, answer=VerificationPage
)
"""Look up verifications."""

GET_VERIFICATION: Final[Operation[None, Verification]] = Operation(
    method="GET",
    path="/employers/{enterpriseNumber}/verifications/{verificationId}",
    answer=Verification,
)
"""Read a verification."""

CANCEL_VERIFICATION: Final[Operation[None, Outcome]] = Operation(
    method="DELETE",
    path="/employers/{enterpriseNumber}/verifications/{verificationId}",
    answer=Outcome,
)
"""Cancel a verification."""

REGISTER_HEAD_COUNT: Final[Operation[HeadCountRegistration, Outcome]] = Operation(
    method="POST", path="/headCounts", body=HeadCountRegistration, answer=Outcome
)
"""Register a line of the head count."""

LIST_HEAD_COUNTS: Final[Operation[None, HeadCountPage]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/headCounts", answer=HeadCountPage
)
"""List an employer's head counts."""

GET_HEAD_COUNT: Final[Operation[None, HeadCount]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/headCounts/{headCountId}", answer=HeadCount
)
"""Read a line of the head count."""

CORRECT_HEAD_COUNT: Final[Operation[HeadCountPatch, Outcome]] = Operation(
    method="PATCH",
    path="/employers/{enterpriseNumber}/headCounts/{headCountId}",
    body=HeadCountPatch,
    answer=Outcome,
)
"""Correct a line of the head count."""

CANCEL_HEAD_COUNT: Final[Operation[None, Outcome]] = Operation(
    method="DELETE", path="/employers/{enterpriseNumber}/headCounts/{headCountId}", answer=Outcome
)
"""Cancel a line of the head count."""

EXPLAIN_ACCOUNT: Final[Operation[ExplanationQuery, Explanation]] = Operation(
    method="POST", path="/accounts/explain", body=ExplanationQuery, answer=Explanation
)
"""Explain how a worker's right was computed."""

GET_ACCOUNT: Final[Operation[AccountQuery, Account]] = Operation(
    method="POST", path="/accounts/get", body=AccountQuery, answer=Account
)
"""Read a worker's credit."""

GET_ACCOUNT_HISTORY: Final[Operation[AccountHistoryQuery, AccountHistoryPage]] = Operation(
    method="POST", path="/accounts/history", body=AccountHistoryQuery, answer=AccountHistoryPage
)
"""Read what happened to a worker's account."""

QUERY_ACCOUNTS: Final[Operation[AccountsQuery, AccountsPage]] = Operation(
    method="POST", path="/accounts/query", body=AccountsQuery, answer=AccountsPage
)
"""Read the credit of an employer's workers."""

LIST_MANDATES: Final[Operation[None, MandatePage]] = Operation(
    method="GET", path="/mandates", answer=MandatePage
)
"""List the mandates your organisation gave or holds."""

PROPOSE_MANDATE: Final[Operation[MandateProposal, Mandate]] = Operation(
    method="POST", path="/mandates", body=MandateProposal, answer=Mandate
)
"""Propose a mandate."""

DECIDE_MANDATES: Final[Operation[MandateDecisions, MandateOutcomes]] = Operation(
    method="POST", path="/mandates/decide", body=MandateDecisions, answer=MandateOutcomes
)
"""Confirm, refuse or close many mandates."""

PROPOSE_MANDATES: Final[Operation[MandateProposals, MandateOutcomes]] = Operation(
    method="POST", path="/mandates/propose", body=MandateProposals, answer=MandateOutcomes
)
"""Propose many mandates."""

GET_MANDATE: Final[Operation[None, Mandate]] = Operation(
    method="GET", path="/employers/{enterpriseNumber}/mandates/{mandateId}", answer=Mandate
)
"""Read a mandate."""

CLOSE_MANDATE: Final[Operation[MandateClosing, Mandate]] = Operation(
    method="POST",
    path="/employers/{enterpriseNumber}/mandates/{mandateId}/close",
    body=MandateClosing,
    answer=Mandate,
)
"""Close a mandate at the end of a quarter."""

CONFIRM_MANDATE: Final[Operation[None, Mandate]] = Operation(
    method="POST", path="/employers/{enterpriseNumber}/mandates/{mandateId}/confirm", answer=Mandate
)
"""Confirm a mandate that the other side proposed."""

REFUSE_MANDATE: Final[Operation[None, Mandate]] = Operation(
    method="POST", path="/employers/{enterpriseNumber}/mandates/{mandateId}/refuse", answer=Mandate
)
"""Refuse a mandate that the other side proposed, or withdraw your own proposal."""

LIST_CODE_LISTS: Final[Operation[None, CodeLists]] = Operation(
    method="GET", path="/refData/codeLists", answer=CodeLists
)
"""List the code lists."""

GET_CODE_LIST: Final[Operation[None, CodeList]] = Operation(
    method="GET", path="/refData/codeLists/{codeListName}", answer=CodeList
)
"""Read a code list with its labels."""

LIST_ERRORS: Final[Operation[None, AnomalyErrors]] = Operation(
    method="GET", path="/refData/errors", answer=AnomalyErrors
)
"""List the kinds of error."""

LIST_FIELDS: Final[Operation[None, AnomalyFields]] = Operation(
    method="GET", path="/refData/fields", answer=AnomalyFields
)
"""List the fields that anomaly codes speak of."""

LIST_JOINT_COMMITTEES: Final[Operation[None, JointCommittees]] = Operation(
    method="GET", path="/refData/jointCommittees", answer=JointCommittees
)
"""List the joint committees."""

LIST_EVENTS: Final[Operation[None, EventPage]] = Operation(
    method="GET", path="/events", answer=EventPage
)
"""Read what changed."""

GET_CONTRACT_AS_JSON: Final[Operation[None, Contract]] = Operation(
    method="GET", path="/doc/openapi.json", answer=Contract
)
"""Read this contract as JSON."""

GET_CONTRACT_AS_YAML: Final[Operation[None, bytes]] = Operation(
    method="GET", path="/doc/openapi.yaml", answer=bytes
)
"""Read this contract as YAML."""

GET_HEALTH: Final[Operation[None, Health]] = Operation(method="GET", path="/health", answer=Health)
"""Ask whether the service works."""
