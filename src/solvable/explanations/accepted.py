"""Where accepted clients stand on a feature, in words beside a client's own value."""

from collections.abc import Mapping

from solvable import wording
from solvable.models.standings import Standing
from solvable.portfolios.catalogue import Catalogue
from solvable.vocabulary import Language, Text

__all__ = ["AcceptedClients"]

# Where at least so many have a value, the median is what accepted clients typically have, and needs no caution.
MOST = 0.5


class AcceptedClients:
    """What is said of the clients that a policy accepts; each feature's words are made once, by any thread.

    Parameters
    ----------
    standings
        By feature; see :meth:`solvable.models.standings.Standings.from_score`.
    """

    def __init__(self, standings: Mapping[str, Standing], catalogue: Catalogue, *, currency: str | None) -> None:
        self._standings, self._catalogue, self._currency = standings, catalogue, currency
        self._said: dict[tuple[str, bool, bool], Text | None] = {}

    def in_words(self, name: str, *, is_missing: bool, is_named: bool = False) -> Text | None:
        """Say what accepted clients typically have; None where too few of them have a value.

        Parameters
        ----------
        is_missing
            The client lacks the value: then it is told how many accepted clients have one.
        is_named
            Say of what the value is: the client's own sentence states none that it could be laid beside.
        """
        key = (name, is_missing, is_named)
        if key not in self._said:
            self._said[key] = self._say_known(name) if is_missing else self._say_typical(name, is_named=is_named)
        return self._said[key]

    def _say_known(self, name: str) -> Text | None:
        found = self._standings.get(name)
        if found is None:
            return None
        return wording.sentence(
            fr="Renseigné pour {share} des clients acceptés",
            en="Available for {share} of the accepted clients",
            share=lambda language: wording.share(found.known_share, language),
        )

    def _say_typical(self, name: str, *, is_named: bool) -> Text | None:
        found = self._standings.get(name)
        if found is None or found.typical is None:
            return None
        typical, level_share = found.typical, found.share
        label = self._catalogue.features[name].label
        whose = (
            Text(fr=f"{label.fr}, clients acceptés", en=f"{label.en}, accepted clients")
            if is_named
            else Text(fr="Clients acceptés", en="Accepted clients")
        )

        def value(language: Language) -> str:
            return self._catalogue.value_in_words(name, typical, language, currency=self._currency)

        if level_share is not None:
            return wording.sentence(
                fr="{whose}\u00a0: le plus souvent «\u00a0{value}\u00a0» ({share})",
                en="{whose}: most often “{value}” ({share})",
                whose=whose.in_language,
                value=value,
                share=lambda language: wording.share(level_share, language),
            )
        if found.known_share >= MOST:
            return wording.sentence(
                fr="{whose}\u00a0: {value} (médiane)",
                en="{whose}: {value} (median)",
                whose=whose.in_language,
                value=value,
            )
        return wording.sentence(
            fr="{whose}\u00a0: {value} (médiane\u202f; renseigné pour {known})",
            en="{whose}: {value} (median; available for {known})",
            whose=whose.in_language,
            value=value,
            known=lambda language: wording.share(found.known_share, language),
        )
