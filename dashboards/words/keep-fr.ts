import type { keepEn } from "./keep-en.ts";

/** Ce qui se dit là où une question s'enregistre. */
export const keepFr: typeof keepEn = {
  title: "Enregistrer cette question",
  name: "Nom",
  pin: "Montrer sa réponse sur",
  screens: { esprit: "Esprit de service", journeys: "Parcours" },
  save: "Enregistrer",
  saved: (name, version) => `Enregistrée sous « ${name} », version ${version}`,
  taken: (name, by, version) =>
    `« ${name} » existe déjà (version ${version}, par ${by}). Remplacée, elle peut être rétablie.`,
  replace: "La remplacer",
  link: "Copier un lien vers son CSV",
  linked: "Copié. Qui a ce lien peut le lire, sans clé, pendant 90 jours :",
  linkByHand: "Qui a ce lien peut le lire, sans clé, pendant 90 jours :",
  failed: (why) => `Pas enregistrée. ${why}`,
};
