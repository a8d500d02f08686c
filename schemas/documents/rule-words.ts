import type { LIMITS, RejectReason } from "../admission.ts";
import type { Column } from "../answer.ts";
import type { ProblemCode } from "../problem.ts";
import type { Text } from "../text.ts";

/** What each limit of the collector is about. */
export const LIMIT_WORDS: Readonly<Record<keyof typeof LIMITS, Text>> = {
  bodyBytes: {
    en: "Bytes of a body, once inflated",
    fr: "Octets d'un corps, une fois décompressé",
  },
  eventBytes: { en: "Bytes of one event", fr: "Octets d'un événement" },
  depth: { en: "Levels of objects and arrays", fr: "Niveaux d'objets et de tableaux" },
  keysPerObject: { en: "Keys of one object", fr: "Clés d'un objet" },
  eventsPerRequest: { en: "Events of one request", fr: "Événements d'une requête" },
};

/** The reasons of a rejection in French; the English ones are `REJECT_REASONS`. */
export const REJECT_WORDS_FR: Readonly<Record<RejectReason, string>> = {
  "not-an-object": "Un événement est un objet JSON.",
  "not-json": "Cette ligne n'est pas du JSON valide.",
  "event-too-large": "Un événement a au plus 65 536 octets en JSON ; raccourcissez ses textes.",
  "too-deep": "Un événement s'imbrique sur 8 niveaux au plus ; aplatissez ses données.",
  "too-many-keys": "Un objet a au plus 128 clés ; envoyez-en moins.",
  "forbidden-key": "Les clés __proto__, constructor et prototype sont interdites.",
  "not-well-formed":
    "Un texte contient une demi-paire de substitution ; envoyez de l'Unicode valide.",
  "unknown-type": "Le type n'est pas l'un des treize.",
  invalid: "Un attribut manque ou a une valeur fausse ; path dit lequel.",
  "future-time": "La date est dans le futur ; vérifiez l'horloge de l'émetteur.",
  "time-out-of-range": "La date est antérieure à 1900 ; vérifiez comment elle est écrite.",
  erased: "Son client ou son parcours a été effacé ; rien n'en est gardé.",
  "minted-in-future":
    "L'identifiant du parcours est daté de plus d'un jour en avance ; vérifiez l'horloge qui l'a créé.",
};

/** The titles of problems in French; the English ones are in `PROBLEMS`. */
export const PROBLEM_WORDS_FR: Readonly<Record<ProblemCode, string>> = {
  "invalid-json": "Le corps n'est pas du JSON valide",
  "invalid-encoding": "Le corps n'est pas de l'UTF-8 valide, ou sa compression est abîmée",
  "invalid-http": "La requête n'est pas entière, ou n'est pas du HTTP",
  "headers-too-large": "L'adresse ou les en-têtes sont trop grands",
  "invalid-cloudevent": "Les en-têtes CloudEvents sont incomplets",
  "invalid-question": "La question ne se comprend pas",
  "no-key": "Il faut une clé",
  "unknown-key": "Cette clé n'est pas connue ici",
  "wrong-scope": "Cette clé n'a pas ce droit",
  "wrong-origin": "Cette clé n'est pas pour cette origine",
  "link-ended": "Ce lien n'ouvre plus rien",
  "not-found": "Il n'y a rien à cette adresse",
  "method-not-allowed": "Cette adresse attend une autre méthode",
  "version-conflict": "Il y a eu un changement entre-temps",
  "request-timeout": "La requête n'est pas arrivée à temps",
  "body-too-large": "Le corps est trop grand",
  "too-many-events": "Il y a trop d'événements dans une requête",
  "unsupported-media-type": "Ce type de contenu n'est pas compris",
  "unsupported-encoding": "Cet encodage du contenu n'est pas compris",
  "not-acceptable": "Aucun des formats acceptés ne peut être donné",
  "event-rejected": "L'événement a été refusé",
  "too-many-requests": "Trop de requêtes",
  "question-too-heavy": "La question demande plus de temps ou de mémoire que permis",
  "limit-reached": "Il n'y a plus de place pour cela",
  internal: "Quelque chose a échoué ici",
  "log-unavailable": "Les événements ne peuvent pas être conservés pour l'instant",
  "store-unavailable": "Les chiffres ne peuvent pas être lus pour l'instant",
};

/** Units, as a table shows them. */
export const UNIT_WORDS: Readonly<Record<NonNullable<Column["unit"]>, Text>> = {
  seconds: { en: "seconds", fr: "secondes" },
  share: { en: "share, 0–1", fr: "part, 0–1" },
  points: { en: "points", fr: "points" },
  journeys: { en: "journeys", fr: "parcours" },
  answers: { en: "answers", fr: "réponses" },
  moments: { en: "moments", fr: "moments" },
  z: { en: "standard errors", fr: "erreurs types" },
  p: { en: "probability", fr: "probabilité" },
};
