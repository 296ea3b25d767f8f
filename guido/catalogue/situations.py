"""Which exact card is meant: what a message says about the citizen, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from guido.catalogue.model import Card, Situation
from guido.french.ages import ages_said
from guido.french.normalise import words


def situations_said(text: str, situations: Iterable[Situation]) -> dict[str, str]:
    """Option by situation, where a message names exactly one: by its words or by an age."""
    said = f" {' '.join(words(text))} "
    ages = ages_said(text)
    found = {}
    for situation in situations:
        named = {
            option.name for option in situation.options
            if any(f" {' '.join(words(word))} " in said for word in option.words)
            or (option.ages and any(option.ages[0] <= age <= option.ages[1] for age in ages))}
        if len(named) == 1:
            found[situation.name] = named.pop()
    return found


def option_chosen(text: str, situation: Situation) -> str | None:
    """The option that an answer to a situation's question names.

    It is its label, the label's first word (« oui » for « Oui, le premier »), or its words.
    """
    said = words(text)
    for option in situation.options:
        if words(option.label) == said:
            return option.name
    begun = [each.name for each in situation.options if words(each.label)[:1] == said]
    if len(begun) == 1:
        return begun[0]
    return situations_said(text, [situation]).get(situation.name)


def exact_card(card: Card, known: Mapping[str, str]) -> Card:
    """The most exact card for what is known of the citizen."""
    fitting = [each for each in card.variants if each.when.items() <= known.items()]
    return max(fitting, key=lambda each: len(each.when)).card if fitting else card


def situation_to_ask(
    card: Card, known: Mapping[str, str], situations: Iterable[Situation]
) -> Situation | None:
    """The first situation whose answer can still change which card is shown, or None."""
    unknown = [each for each in situations if each.name not in known]
    for situation in unknown:
        others = [each for each in unknown if each is not situation]
        for options in product(*([None, *each.options] for each in others)):
            said = {each.name: option.name for each, option in zip(others, options) if option}
            shown = {id(exact_card(card, {**known, **said, situation.name: option.name}))
                     for option in situation.options}
            if len(shown) > 1:
                return situation
    return None
