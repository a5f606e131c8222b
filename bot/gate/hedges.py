"""What weakens, strengthens or turns round a statement: hedges, approximators, negative verbs. Data; no rule
of its own.
"""

from __future__ import annotations

from bot.gate.words import by_word, word_set

# Each hedge belongs to a class; a hedge may be replaced by another of its class only.
HEDGE_CLASSES: dict[str, str] = by_word(
    {
        "may": "may might could possibly perhaps maybe potentially possible potential possibility",
        "likely": "likely probably probable presumably",
        "unlikely": "unlikely improbable",
        "reportedly": "reportedly supposedly purportedly",
        "allegedly": "allegedly alleged allege alleges claim claimed claims allegation allegations "
        "accusation accusations rumour rumours rumor rumors",
        "seem": "seem seems seemed seemingly appear appears appeared apparently apparent",
        "expected": "expect expects expected due anticipate anticipates anticipated forecast",
        "thought": "thought believed believe believes think thinks understood assumed considered",
        "suspected": "suspect suspects suspected suspicion suspicions",
        "estimated": "estimated estimate estimates",
        "suggest": "suggest suggests suggested indicate indicates indicated",
        "plan": "plan plans planned planning intend intends intended aim aims aimed hope hopes hoped "
        "propose proposes proposed want wants wanted seek seeks",
        "should": "should ought",
        "whether": "whether",
        "former": "former formerly ex",
        "unreal": "fake mock attempted so-called fictional virtual failed would-be attempt attempts",
        "risk": "risk risks threaten threatens threatened",
    }
)
HEDGES = frozenset(HEDGE_CLASSES)
STRENGTHENERS = word_set(
    "exactly precisely certainly definitely surely undoubtedly certain sure always guaranteed guarantee "
    "guarantees clearly obviously inevitably proven proved confirmed doubtless indeed absolutely"
)
APPROXIMATORS = word_set(
    "around about roughly approximately nearly almost some least most more less fewer over under up close "
    "closer nearer at than as many much estimated an"
)
# Verbs and adjectives that turn their complement into what did not happen.
NEGATIVE_VERBS = word_set(
    "deny denies denied denying fail fails failed failing refuse refuses refused refusing decline "
    "declines declined doubt doubts doubted reject rejects rejected rule ruled avoid avoided avoids "
    "prevent prevents prevented stop stops stopped cancel cancels cancelled canceled unable impossible "
    "false untrue hardly barely scarcely rather instead contrary"
)
RETRACTIONS = word_set(
    "withdrawn withdrew retracted retract corrected correction correct incorrectly wrongly mistakenly "
    "erroneous disproved debunked revoked"
)
# "managed to retake" did retake; "agreed to buy" did not buy. Only these may be left out before "to".
FACTIVE = word_set(
    "managed manages go went continue continued continues began begun begin started helped used due"
)
