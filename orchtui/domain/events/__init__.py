"""The facts a run is made of: one closed, tagged union, in the past tense, one file a family.

An event is an *observation* (what the world did: a reply, a failure, a command) or a *decision*
(what the flow made of it: planned, asked, cancelled). A turn is one observation and every decision
it led to; the journal keeps turns, the fold in `state` reads events, the core makes them. Texts are
*kept* texts (see `digest`); money is in nano-dollars.
"""

from orchtui.domain.events.codec import Turn, decode, encode, encode_event
from orchtui.domain.events.control import (
    BreakpointChanged,
    BreakpointHit,
    CommandAnswered,
    CommandGiven,
    GateAnswered,
    GateClosed,
    GateOpened,
    Said,
)
from orchtui.domain.events.disagreement import (
    DisagreementFound,
    DisagreementSettled,
    PositionsCompared,
)
from orchtui.domain.events.facts import (
    Decision,
    Fact,
    Observation,
    Unknown,
)
from orchtui.domain.events.groups import GroupBegun, GroupEnded
from orchtui.domain.events.run import (
    Candidate,
    DeadlinePassed,
    LimitReached,
    LimitsChanged,
    Noted,
    Rehearsing,
    RunContinued,
    RunFinished,
    RunInterrupted,
    RunPaused,
    RunPausing,
    RunResumed,
    RunStarted,
)
from orchtui.domain.events.steps import (
    AttemptAbandoned,
    AttemptEnded,
    AttemptFailed,
    AttemptOver,
    StepAsked,
    StepCancelled,
    StepEdited,
    StepExtracted,
    StepFailed,
    StepGiven,
    StepHandedOver,
    StepHeld,
    StepOverridden,
    StepPlanned,
    StepRejected,
    StepReplied,
    StepSkipped,
)
from orchtui.domain.events.union import FORMAT, AnyEvent, Event, Over

__all__ = [
    "AnyEvent",
    "AttemptAbandoned",
    "AttemptEnded",
    "AttemptFailed",
    "AttemptOver",
    "BreakpointChanged",
    "BreakpointHit",
    "Candidate",
    "CommandAnswered",
    "CommandGiven",
    "DeadlinePassed",
    "Decision",
    "DisagreementFound",
    "DisagreementSettled",
    "Event",
    "FORMAT",
    "Fact",
    "GateAnswered",
    "GateClosed",
    "GateOpened",
    "GroupBegun",
    "GroupEnded",
    "LimitReached",
    "LimitsChanged",
    "Noted",
    "Observation",
    "Over",
    "PositionsCompared",
    "Rehearsing",
    "RunContinued",
    "RunFinished",
    "RunInterrupted",
    "RunPaused",
    "RunPausing",
    "RunResumed",
    "RunStarted",
    "Said",
    "StepAsked",
    "StepCancelled",
    "StepEdited",
    "StepExtracted",
    "StepFailed",
    "StepGiven",
    "StepHandedOver",
    "StepHeld",
    "StepOverridden",
    "StepPlanned",
    "StepRejected",
    "StepReplied",
    "StepSkipped",
    "Turn",
    "Unknown",
    "decode",
    "encode",
    "encode_event",
]
