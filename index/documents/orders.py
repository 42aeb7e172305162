"""A sentence in, whether it speaks to the machine that reads it, out: orders to a language model
are no evidence.

Patterns cannot find every attempt. What they miss still meets the checker, which shows no
sentence of a model's that the harmless text does not support.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from index.documents.types import Dropped, Metadata
from index.text.sentences import sentences
from index.text.tidy import HIDDEN

_READER = (
    r"(?:(?:ai|artificial intelligence|digital|virtual|chat|conversational|helpful|automated|"
    r"answering|language|machine|computer|"
    r"reading)[ -]){0,3}(?:(?<!healthcare )(?<!care )(?<!teaching )(?<!nursing )(?<!medical )"
    r"(?<!personal )assistants?(?! (?:director|"
    r"chief|medical|secretary|nurse|commissioner|manager|head))|chat ?bots?|bots?|"
    r"language models?|llms?|gpts?|ai|software|programs?|agents?|readers?|writers?|"
    r"summari[sz]ers?|summari[sz]ing tools?|search engines?|answer engines?|"
    r"systems? that answers?)"
)
_ANSWERS = (
    r"\b(?:repl(?:y|ies)|answers?|output|summar(?:y|ise|ize)\w*|cit(?:e|es|ing|ation|ations)|"
    r"prompts?|visitors?|asker|the (?:line|words?|phrase|tag) |say(?:s|ing)? (?:that|so|just|only|"
    r"this)|state (?:that|both|as)|report that|as (?:a )?fact|in place of|forms? of words|"
    r"put the matter|decline|withhold|prefix|obey|take it from|sign off|void|remit|base ?64)\b"
)
_MODAL = (
    r"(?:must|shall|should|would|ought to|needs? to|has to|have to|is to|are to|will|may|can|"
    r"please|put|decline|withhold|report|say|state|cite|describe|take|shut|treat)"
)
_LANGUAGES = (
    r"(?:french|german|spanish|polish|welsh|latin|chinese|arabic|hindi|italian|russian|capitals?|"
    r"capital letters|verse|rhyme|code)"
)
_ORDERS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        (
            r"\b(?:ignore|disregard|forget|override|bypass|set aside|put aside|drop|skip|discard|"
            r"abandon|do not (?:follow|obey|heed))\b.{0,40}\b(?:(?:previous|prior|above|earlier|"
            r"foregoing|preceding|all|any|your|these|those|the|system) (?:\w+ )?(?:instructions?|"
            r"prompts?|orders you)|instructions? you|(?:rules|guidelines|guidance|"
            r"directions) (?:above|you)|your (?:rules|guidelines|orders)|(?:everything|text|"
            r"what stands) (?:above|before)|you (?:were|have been) (?:told|given|asked)|"
            r"what (?:the )?(?:developer|user|system)|prior guidance|the library)\b"
        ),
        r"(?:^|\n|[\"“>}]\s*)\s*(?-i:SYSTEM|ASSISTANT|USER|DEVELOPER)\s*(?:message|prompt|note|"
        r"override|update)?\s*[:>\]|]",
        (
            r"<\|[^|\n]{1,30}\|>|\[/?inst\]|<</?sys>>|#{2,} ?(?:instruct|system|response|"
            r"assistant|user)|\"role\" ?:|\b(?:begin|end) (?:of )?(?:the )?(?:system )?(?:prompt|"
            r"sources|passages|context|instructions)\b|</?(?:system|passages?|instructions?|"
            r"assistant)>"
        ),
        (
            rf"\b{_READER}\b[^.;]{{0,70}}\b{_MODAL}\b(?=.*{_ANSWERS})|{_ANSWERS}.{{0,80}}\b(?:ai|digital|virtual|automated|language|chat|conversational|answering|machine)"
            r" (?:assistants?|models?|software|programs?|readers?)\b"
        ),
        (
            r"\b(?:note|message|notice|instructions?|memo|hint|reminder)\b.{0,20}\b(?:to|"
            r"for)\b.{0,20}\b(?:ai|bots?|assistants?|chat ?bots?|language models?|llms?|"
            r"(?:automated|machine) \w+|answering \w+)\b|\bai summary (?:policy|rule)"
        ),
        (
            r"\b(?:begin|start|open|end|finish|prefix|precede|preface|append)\b.{0,25}\b(?:the|"
            r"your|its|every|each|all|any)\b.{0,12}\b(?:repl(?:y|ies)|answers?|output)\b|"
            r"\bat the (?:head|top|end|foot|start) of (?:the|your|its|every|each|any) (?:reply|"
            r"answer|output)\b"
        ),
        (
            r"\b(?:reply|respond|answer|write|speak|output|print)\b (?:it )?(?:only |solely |just"
            rf" |exactly |purely |entirely )?(?:in {_LANGUAGES}\b|with (?:the"
            r" (?:words?|line|phrase|code|sentence)|nothing|exactly|a single)|by saying|nothing"
            r" (?:else|but))"
        ),
        (
            r"\b(?:cit(?:e|es|ing|ation)|credit|number)\b[^.]{0,40}(?:\[\d+\][^.]{0,40}\b(?:every|"
            r"each|all|throughout|whatever|claim|sentence)|\b(?:every|each|all) (?:claim|"
            r"sentence)s?\b)|\[\d+\] (?:after|for|to) (?:every|each|all)"
        ),
        (
            r"\b(?:print|repeat|reveal|show|list|display|recite|disclose|reproduce|dump|"
            r"leak)\b.{0,30}\b(?:(?:your|the system|hidden|raw) (?:instructions?|prompt|text|"
            r"passages)|instructions? word for word|the conversation so far|earlier questions?)|"
            r"\bconversation[_ ]log\b|\blog>"
        ),
        (
            r"\{(?:question|passages?|query|prompt|conversation|history|user\w*)\}|\bTHE_USER\w*|"
            r"\b(?:reader|user|visitor|asker)['’]s (?:question|query|conversation|words)\b|"
            r"!\[[^\]]*\][(\[]"
        ),
        (  # orders to who checks an answer
            r"\b(?:checkers?|judges?|verif(?:y|ier|ying|ication)|graders?|fact[- ]check\w*)\b"
            r".{0,90}\b(?:(?:as|is|are|be|counts? as|marked?) (?:fully )?(?:established|true|"
            r"verified|correct|proven|entailed)|supported)\b|\bverdicts?\b\"?\s*(?:\w+\s*)?[:=]\s*\"?"
            r"(?:supported|contradicted|true|entail\w*)|\b(?:every|each|any|all) (?:sentence|claim|"
            r"statement)s?\b.{0,60}\b(?:supported|established|entailed|verified)\b"
        ),
        (
            r"\bgrounding\b.{0,30}\b(?:off|disabled)|\bmaintenance mode\b|\bdeveloper mode\b|"
            r"\bpassages? (?:are|is|were) (?:placeholders?|test)\b|\b(?:copyright|rights) lock\b|"
            r"\bdecode this base ?64\b"
        ),
    )
)
_MOST_READ = 1500  # characters of a sentence


@lru_cache(maxsize=20_000)
def speaks_to_machine(sentence: str) -> bool:
    """Whether a sentence gives orders to whoever answers from it. In whatever language: what is
    not English, or is a list of names or figures, is no order for that."""
    text = HIDDEN.sub("", sentence)[:_MOST_READ]
    return any(pattern.search(text) for pattern in _ORDERS)


def without_orders(metadata: Metadata) -> tuple[Metadata, list[Dropped]]:
    """The metadata without what speaks to the machine, and without links or images; what is left
    out, with the reason."""
    gone: list[Dropped] = []

    def clean(text: str | None) -> str | None:
        if not text:
            return text
        bare = " ".join(_LINK.sub(r"\1", HIDDEN.sub("", text)).split())
        if speaks_to_machine(bare) or any(speaks_to_machine(bare[a:b]) for a, b in sentences(bare)):
            gone.append(Dropped("metadata that speaks to the software that reads it", text))
            return None
        return bare

    authors = tuple(clean(a) for a in metadata.authors)
    kept = tuple(a for a in authors if a) if None not in authors else ()
    return (
        replace(
            metadata, title=clean(metadata.title), publisher=clean(metadata.publisher), authors=kept
        ),
        gone,
    )


_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
