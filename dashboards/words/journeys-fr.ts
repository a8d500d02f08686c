import type { Part } from "../journeys/part.ts";
import { filtersFr } from "./filters-fr.ts";
import type { journeysEn } from "./journeys-en.ts";

const NUMBERS: Readonly<Record<number, string>> = {
  ...{ 1: "un", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept" },
  ...{ 8: "huit", 9: "neuf", 10: "dix", 20: "vingt" },
};
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `un client sur trois`, `neuf parcours sur dix`, `12,3 % des parcours`. */
const someOf = (one: string, many: string) => (part: Part | undefined, share: string) =>
  part
    ? `${NUMBERS[part.some] ?? ""} ${part.some === 1 ? one : many} sur ${NUMBERS[part.of] ?? ""}`
    : `${share} des ${many}`;
const journeys = someOf("parcours", "parcours");
const customers = someOf("client", "clients");
const isOne = (part: Part | undefined) => part?.some === 1;
const exactly = (part: Part | undefined, share: string) => (part ? ` (${share})` : "");

/** What the screen *Parcours* says, in French. */
export const journeysFr: typeof journeysEn = {
  ask: {
    title: "La question",
    whoLabel: "Qui passe par les étapes",
    who: { journey: "Les parcours", customer: "Les clients" },
    passThrough: "passent par",
    step: (n) => `Étape ${n}`,
    name: "Son nom ici",
    up: (n) => `Monter l'étape ${n}`,
    down: (n) => `Descendre l'étape ${n}`,
    remove: (n) => `Retirer l'étape ${n}`,
    add: "Ajouter une étape",
    order: "Ordre",
    orders: {
      ordered: "dans cet ordre",
      strict: "l'une juste après l'autre",
      unordered: "dans n'importe quel ordre",
    },
    within: "en moins de",
    count: "Combien",
    unit: "Unité",
    units: { s: "secondes", m: "minutes", h: "heures", d: "jours" },
    fromFirst: "depuis la première.",
    without: "Sans",
    excluded: "Événement exclu",
    between: "entre l'étape",
    from: "Après l'étape",
    and: "et l'étape",
    until: "Avant l'étape",
    unexclude: "Retirer cette exclusion",
    exclude: "Exclure un événement",
    usual: "Recommencer",
    said: (steps, order, window) => `${steps} ; ${order}, en moins de ${window}`,
    saidWithout: (type, from, to) => ` ; sans « ${type} » entre les étapes ${from} et ${to}`,
  },
  take: {
    title: "Emporter",
    copy: "Copier en",
    link: "lien",
    curl: "curl",
    python: "Python",
    sql: "SQL",
    asking: "On demande le SQL au serveur…",
    noSql: "Il n'y a pas de requête SQL à copier pour cette question.",
    notCopied: (why) => `Pas copié. ${why}`,
    download: "Télécharger",
    copied: (what) => `Copié : ${what}`,
    byHand: "Le navigateur ne laisse pas cette page copier : prenez-le ici.",
    loaded: (file) => `Téléchargé : ${file}`,
    failed: (why) => `Pas téléchargé. ${why}`,
  },
  funnel: {
    any: (n) => `${String(n)} des étapes, n'importe ${n === 1 ? "laquelle" : "lesquelles"}`,
    nobody: "Aucun parcours de cette sélection ne passe par la première étape",
    oneStep: (n, name) => `${n} parcours passent par « ${name} »`,
    early: (open, n) =>
      `Trop tôt pour conclure : ${open} parcours sur ${n} peuvent encore continuer`,
    noLoss: "Aucun parcours ne se perd : tous vont jusqu'au bout",
    worstLoss: (from, to, part, share) =>
      `Entre « ${from} » et « ${to} », ${journeys(part, share)} ${isOne(part) ? "se perd" : "se perdent"}${exactly(part, share)}`,
    lossesTied: (a, b) =>
      `Les plus grandes pertes : avant « ${a.to} » (${a.share}) et avant « ${b.to} » (${b.share}), rien n'est établi entre elles`,
    conversion: (n, share, low, high) =>
      `Sur ${n} qui entrent, ${share} vont jusqu'au bout (de ${low} à ${high})`,
    changed: {
      up: (points, against) => ` ; ${points} de plus ${against}, c'est établi`,
      down: (points, against) => ` ; ${points} de moins ${against}, c'est établi`,
    },
    unchanged: (against) => ` ; pas de changement établi ${against}`,
    entered: (n) => `${n} entrés`,
    reached: (n) => `${n} parcours`,
    open: (n) => `${n} peuvent encore avancer`,
    lost: (n, share) => `${n} perdus (${share})`,
    lostOne: (share) => `1 perdu (${share})`,
    lostNone: "aucun perdu",
    more: (points) => `${points} de plus qu'avant`,
    fewer: (points) => `${points} de moins qu'avant`,
    took: (median, p90) => `médiane ${median}, p90 ${p90}`,
    before: "trait : avant",
    see: (name) => `${name} : voir les parcours`,
    seeLost: (from, to) => `Perdus entre ${from} et ${to} : voir les parcours`,
  },
  tabs: {
    label: "Regarder de plus près",
    paths: "Chemins",
    variants: "Variantes",
    sides: "Comparaison",
    evidence: "Preuves",
  },
  paths: {
    start: "début",
    end: "fin",
    mostEnd: (part, name, share) =>
      `${capital(journeys(part, share))} ${isOne(part) ? "s'achève" : "s'achèvent"} après « ${name} »${exactly(part, share)}`,
    endsTied: (a, b) =>
      `Le plus souvent, un parcours s'achève après « ${a} » ou « ${b} », rien n'est établi entre les deux`,
    none: "Trop peu de parcours pour dire comment ils s'achèvent",
    under:
      "Ce qui suit directement quoi : plus c'est épais, plus c'est fréquent ; avec la durée médiane",
    shown: "Part des passages montrés",
    edge: (from, to) => `${from} → ${to}`,
    times: (n) => `${n} fois`,
  },
  variants: {
    most: (steps, part, share) =>
      `${capital(journeys(part, share))} ${isOne(part) ? "suit" : "suivent"} la même suite de ${steps} événements${exactly(part, share)}`,
    tied: "Quelle suite est la plus fréquente n'est pas établi",
    none: "Trop peu de parcours pour dire quelle suite est la plus fréquente",
    under: "Suites entières d'événements, la plus fréquente d'abord",
    variant: "Suite",
    duration: "Durée médiane",
    open: (n) => `Suite ${n} : voir ses parcours`,
    asFunnel: "en entonnoir",
    asFunnelOf: (n) => `en entonnoir : la suite ${n}`,
    name: (n) => `Une suite de ${n} événements`,
    more: (n) => `Les ${n} plus fréquentes ; il y en a d'autres.`,
    short: {
      "ticket.issued": "ticket",
      "wait.started": "attente",
      "ticket.called": "appel",
      "wait.ended": "fin d'attente",
      "wait.abandoned": "abandon",
      "ticket.no_show": "absent",
      "service.started": "service",
      "service.ended": "servi",
      "ticket.transferred": "transfert",
      "ticket.cancelled": "annulé",
      "review.requested": "avis demandé",
      "review.submitted": "avis",
      "review.answered": "réponse",
    },
  },
  sides: {
    by: "Comparer par",
    dimensions: {
      channel: "canal",
      service: "service",
      region: "région",
      site: "bureau",
      segment: "segment",
      priority: "priorité",
    },
    first: "Premier côté",
    second: "Second côté",
    with: "avec",
    empty: "(sans)",
    none: "Il n'y a rien à comparer dans cette sélection",
    few: (a, b) => `${capital(a)} et ${b} : trop peu pour conclure`,
    alike: (a, b, [of, ofOther]) =>
      `Jusqu'au bout, aucun écart établi entre ${a} et ${b} (${of} contre ${ofOther})`,
    ahead: (more, less, points, [of, ofOther]) =>
      `Jusqu'au bout, ${more} devance ${less} de ${points} (${of} contre ${ofOther}), c'est établi`,
    under:
      "Part des entrés et son intervalle à 95 % ; un écart est établi à 5 %, toutes étapes ensemble",
    side: "Côté",
    established: (points, name) => `${capital(name)} : ${points} de plus, établi`,
    notEstablished: "pas d'écart établi",
    tooFew: "trop peu pour conclure",
    previous: (points, name) => `Depuis l'étape d'avant, ${name} : ${points} de plus, établi`,
    moved: (name) =>
      `Des parcours sont arrivés entre-temps : les intervalles de ${name} suivront avec la prochaine réponse.`,
  },
  spread: {
    see: (from, to) => `De ${from} à ${to} : combien mettent combien de temps`,
    between: (from, to) => `De « ${from} » à « ${to} »`,
    half: (from, to, median, p90) =>
      `De « ${from} » à « ${to} », la moitié met ${median} au plus, neuf sur dix ${p90}`,
    atOnce: (from, to) => `De « ${from} » à « ${to} », neuf sur dix mettent moins d'une seconde`,
    under: "Combien mettent combien de temps : plus une colonne est grande, plus ils sont nombreux",
    none: "Personne n'est venu jusque-là.",
    column: (span, n) => `${span} : ${n}`,
    more: (from) => `${from} ou plus`,
    from: "De",
    to: "À moins de",
    count: "Nombre",
    units: { s: "s", min: "min", h: "h", d: "j" },
  },
  evidence: {
    title: {
      reached: (name) => `Les parcours arrivés à « ${name} »`,
      lost: (from, to) => `Les parcours perdus entre « ${from} » et « ${to} »`,
      open: (name) => `Les parcours arrivés à « ${name} » qui peuvent encore avancer`,
    },
    under: "Chacun s'ouvre sur ses événements",
    step: "Étape",
  },
  filters: filtersFr,
  customers: {
    funnel: {
      nobody: "Aucun client connu de cette sélection ne passe par la première étape",
      oneStep: (n, name) => `${n} clients passent par « ${name} »`,
      early: (open, n) =>
        `Trop tôt pour conclure : ${open} clients sur ${n} peuvent encore continuer`,
      noLoss: "Aucun client ne se perd : tous vont jusqu'au bout",
      worstLoss: (from, to, part, share) =>
        `Entre « ${from} » et « ${to} », ${customers(part, share)} ${isOne(part) ? "se perd" : "se perdent"}${exactly(part, share)}`,
      reached: (n) => `${n} ${n === "0" || n === "1" ? "client" : "clients"}`,
      see: (name) => `${name} : voir les parcours de ces clients`,
      seeLost: (from, to) => `Perdus entre ${from} et ${to} : voir les parcours de ces clients`,
    },
    evidence: {
      title: {
        reached: (name) => `Les parcours des clients arrivés à « ${name} »`,
        lost: (from, to) => `Les parcours des clients perdus entre « ${from} » et « ${to} »`,
        open: (name) => `Les parcours des clients arrivés à « ${name} » qui peuvent encore avancer`,
      },
    },
    listed: "Tous les parcours de ces clients, dans la période et la fenêtre qui la suit",
  },
};
