"""What OpenFisca is asked and what it answers, without asking it.

OpenFisca knows persons (`individus`) in three kinds of groups, and values by month. Our questions
are about today: what is earned now is taken for all months that the rules look back to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from guido.errors import BenefitsUnavailable

PROVIDER = "openfisca"  # its name in a procedure's file
# Taxed are also 2.4 % of CSG and 0.5 % of CRDS on 98.25 % of the gross pay, of which about 78 % are
# net: 0.029 × 0.9825 / 0.78 (Code de la sécurité sociale, art. L. 136-2; CGI, art. 154 quinquies).
TAXED_TO_NET = Decimal("1.037")
_YEARS_OF_PERMIT = 5  # Code de l'action sociale et des familles, art. L. 262-4
_FRENCH, _OTHER = "FR", "MA"  # any country outside the European Economic Area means the same
_EUROPEAN = "DE"
_APPLICANT, _PARTNER, _HOME = "demandeur", "conjoint", "foyer"
_RENTED = frozenset((
    "locataire_vide", "locataire_meuble", "locataire_hlm", "locataire_foyer"))


@dataclass(frozen=True)
class Benefit:
    """One benefit: the variable that holds it, and the parameter whose date is shown with it."""

    name: str
    variable: str
    parameter: str


_SOCIAL = "prestations_sociales.solidarite_insertion.minima_sociaux"
BENEFITS = (
    Benefit("rsa", "rsa", f"{_SOCIAL}.rsa.rsa_m.montant_de_base_du_rsa"),
    # Before CRDS is what `ppa` and `af` mean; what is paid is the rest.
    Benefit("prime_activite", "ppa_nette_crds", f"{_SOCIAL}.ppa.pa_m.montant_de_base"),
    Benefit("aide_logement", "aide_logement",
            "prestations_sociales.aides_logement.allocations_logement.locatif.formule."
            "l_plafonds_loyers.par_zone.zone_2.personnes_seules"),
    Benefit("allocations_familiales", "af_nettes_crds",
            "prestations_sociales.prestations_familiales.bmaf.bmaf"),
)


@dataclass(frozen=True)
class Estimate:
    """Whole euros a month by benefit; `since` says of which day the rules behind each are."""

    amounts: Mapping[str, int]
    since: Mapping[str, date]
    version: str
    month: date


def situation(answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The household of a procedure's answers, as OpenFisca reads it, with what is to be computed.

    Answers that are not there count as none of it: no partner, no child, no income, no rent.
    """
    months = _months(today)
    adults = {_APPLICANT: _adult(answers, "", months)}
    if answers.get("couple"):
        adults[_PARTNER] = _adult(answers, "_conjoint", months)
    children = {
        f"enfant{number}": {"date_naissance": {"ETERNITY": child["naissance"].isoformat()}}
        for number, child in enumerate(answers.get("enfants") or (), 1)}
    month = months[-1]
    return {
        "individus": {**adults, **children},
        "familles": {_HOME: {
            "parents": list(adults), "enfants": list(children),
            **{benefit.variable: {month: None} for benefit in BENEFITS}}},
        "foyers_fiscaux": {_HOME: {
            "declarants": list(adults), "personnes_a_charge": list(children)}},
        "menages": {_HOME: {
            "personne_de_reference": [_APPLICANT], "conjoint": list(adults)[1:],
            "enfants": list(children), **_dwelling(answers, months)}},
    }


def read_amounts(answer: Any, today: date) -> dict[str, int]:
    """Whole euros a month by benefit; raises BenefitsUnavailable for another answer."""
    month = _months(today)[-1]
    try:
        family = answer["familles"][_HOME]
        return {benefit.name: _whole(family[benefit.variable][month]) for benefit in BENEFITS}
    except (KeyError, TypeError, InvalidOperation) as error:
        raise BenefitsUnavailable("OpenFisca's answer cannot be read") from error


def read_since(answer: Any, today: date) -> date:
    """From which day on a parameter has been what it is; raises BenefitsUnavailable."""
    try:
        return max(day for day in map(date.fromisoformat, answer["values"]) if day <= today)
    except (KeyError, TypeError, ValueError) as error:
        raise BenefitsUnavailable("a parameter of OpenFisca cannot be read") from error


def _adult(answers: Mapping[str, Any], whose: str, months: list[str]) -> dict[str, Any]:
    pay = answers.get(f"salaire{whose}") or Decimal(0)
    unemployment = answers.get(f"chomage{whose}") or Decimal(0)
    pension = answers.get(f"retraite{whose}") or Decimal(0)
    values = {
        "salaire_net": pay, "salaire_imposable": pay * TAXED_TO_NET,
        "chomage_net": unemployment, "chomage_imposable": unemployment,
        "retraite_nette": pension, "retraite_imposable": pension,
    }
    activity = answers.get(f"activite{whose}")
    return {
        "date_naissance": {"ETERNITY": answers[f"naissance{whose}"].isoformat()},
        "nationalite": {months[-1]: _nationality(answers.get("nationalite"))},
        "duree_possession_titre_sejour": {
            months[-1]: _YEARS_OF_PERMIT if answers.get("titre_cinq_ans") else 0},
        **{name: _each(months, _number(value)) for name, value in values.items()},
        **({"activite": _each(months, activity)} if activity else {}),
    }


def _dwelling(answers: Mapping[str, Any], months: list[str]) -> dict[str, Any]:
    kind = answers.get("logement") or "loge_gratuitement"
    commune = answers.get("commune") or {}
    is_rented = kind in _RENTED
    return {
        "statut_occupation_logement": _each(months, kind),
        "loyer": _each(months, _number(answers.get("loyer") or 0) if is_rented else 0),
        "coloc": _each(months, bool(is_rented and answers.get("colocation"))),
        **({"depcom": _each(months, commune["code"])} if commune else {}),
    }


def _nationality(answer: object) -> str:
    return {"france": _FRENCH, "europe": _EUROPEAN}.get(str(answer), _OTHER)


def _each(months: list[str], value: object) -> dict[str, object]:
    return dict.fromkeys(months, value)


def _number(value: Any) -> float:
    return round(float(value), 2)


def _months(today: date) -> list[str]:
    """From January of the year before last, whose income still counts, to this month."""
    return [f"{year}-{month:02d}" for year in range(today.year - 2, today.year + 1)
            for month in range(1, 13) if (year, month) <= (today.year, today.month)]


def _whole(value: Any) -> int:
    """Euros without the cents, as these benefits are never said to be more than they are."""
    return int(Decimal(str(value)).to_integral_value(ROUND_FLOOR))
