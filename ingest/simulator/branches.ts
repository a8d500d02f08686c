import type { CharacterName } from "./characters.ts";

/** A branch as a line of the table: the position in degrees, customers of an average weekday. */
export type BranchRow = readonly [
  id: string,
  name: string,
  region: string,
  latitude: number,
  longitude: number,
  perDay: number,
  character: CharacterName,
];

const IDF = "Île-de-France";
const ARA = "Auvergne-Rhône-Alpes";
const HDF = "Hauts-de-France";
const NAQ = "Nouvelle-Aquitaine";
const OCC = "Occitanie";
const PAC = "Provence-Alpes-Côte d'Azur";
const GES = "Grand Est";

/** The branches that open by day. */
// prettier-ignore
export const BRANCHES: readonly BranchRow[] = [
  ["PAR-01-LOUVRE", "Paris Louvre", IDF, 48.8648, 2.3417, 240, "noon"],
  ["PAR-11-VOLTAIRE", "Paris Voltaire", IDF, 48.8573, 2.3797, 200, "chronic"],
  ["PAR-15-CONVENTION", "Paris Convention", IDF, 48.8372, 2.2966, 220, "usual"],
  ["PAR-20-GAMBETTA", "Paris Gambetta", IDF, 48.8652, 2.3985, 190, "cold"],
  ["BOULOGNE-BILLANCOURT", "Boulogne-Billancourt", IDF, 48.8352, 2.2409, 170, "warm"],
  ["SAINT-DENIS-BASILIQUE", "Saint-Denis Basilique", IDF, 48.9362, 2.3574, 230, "chronic"],
  ["VERSAILLES-CHANTIERS", "Versailles Chantiers", IDF, 48.7967, 2.1341, 140, "usual"],
  ["MEAUX-CATHEDRALE", "Meaux Cathédrale", IDF, 48.9603, 2.8789, 100, "usual"],
  ["LYO-02-BELLECOUR", "Lyon Bellecour", ARA, 45.7578, 4.832, 230, "noon"],
  ["LYO-03-PART-DIEU", "Lyon Part-Dieu", ARA, 45.7606, 4.8567, 210, "usual"],
  ["GRENOBLE-CHAVANT", "Grenoble Chavant", ARA, 45.1861, 5.7315, 145, "warm"],
  ["CLERMONT-JAUDE", "Clermont-Ferrand Jaude", ARA, 45.7772, 3.0822, 130, "usual"],
  ["ANNECY-POSTE", "Annecy Centre", ARA, 45.8992, 6.1294, 110, "star"],
  ["MRS-01-COLBERT", "Marseille Colbert", PAC, 43.2986, 5.375, 225, "chronic"],
  ["MRS-08-PRADO", "Marseille Prado", PAC, 43.2719, 5.3925, 155, "cold"],
  ["NICE-THIERS", "Nice Thiers", PAC, 43.7047, 7.2619, 185, "usual"],
  ["AVIGNON-REMPARTS", "Avignon Remparts", PAC, 43.9434, 4.8059, 105, "shabby"],
  ["TLS-CAPITOLE", "Toulouse Capitole", OCC, 43.6045, 1.444, 205, "noon"],
  ["MONTPELLIER-RONDELET", "Montpellier Rondelet", OCC, 43.604, 3.8767, 165, "usual"],
  ["RODEZ-FOCH", "Rodez Foch", OCC, 44.3497, 2.5757, 65, "warm"],
  ["BOR-MERIADECK", "Bordeaux Mériadeck", NAQ, 44.8378, -0.5848, 195, "usual"],
  ["LIMOGES-TURGOT", "Limoges Turgot", NAQ, 45.8336, 1.2611, 95, "novice"],
  ["PAU-BOSQUET", "Pau Bosquet", NAQ, 43.2965, -0.3703, 85, "usual"],
  ["LA-ROCHELLE-PORT", "La Rochelle Vieux-Port", NAQ, 46.1591, -1.152, 115, "warm"],
  ["LIL-REPUBLIQUE", "Lille République", HDF, 50.6312, 3.0626, 200, "usual"],
  ["ROUBAIX-GRANDE-PLACE", "Roubaix Grand-Place", HDF, 50.6917, 3.1745, 150, "chronic"],
  ["AMIENS-VOGEL", "Amiens Vogel", HDF, 49.8948, 2.2955, 110, "novice"],
  ["ARRAS-GAMBETTA", "Arras Gambetta", HDF, 50.2879, 2.7806, 85, "usual"],
  ["STR-MARSEILLAISE", "Strasbourg Marseillaise", GES, 48.5839, 7.7552, 190, "usual"],
  ["METZ-GARE", "Metz Gare", GES, 49.1097, 6.177, 130, "shabby"],
  ["REIMS-CERES", "Reims Cérès", GES, 49.2567, 4.0375, 125, "usual"],
  ["NTE-BRETAGNE", "Nantes Bretagne", "Pays de la Loire", 47.2167, -1.5594, 185, "warm"],
  ["ANGERS-RALLIEMENT", "Angers Ralliement", "Pays de la Loire", 47.4712, -0.5519, 120, "usual"],
  ["REN-REPUBLIQUE", "Rennes République", "Bretagne", 48.1097, -1.6793, 175, "star"],
  ["QUIMPER-ODET", "Quimper Odet", "Bretagne", 47.9961, -4.0985, 75, "warm"],
  ["ROUEN-JEANNE-D-ARC", "Rouen Jeanne-d'Arc", "Normandie", 49.4432, 1.0943, 145, "noon"],
  ["CAEN-GAMBETTA", "Caen Gambetta", "Normandie", 49.1806, -0.3677, 105, "usual"],
  ["DIJON-GRANGIER", "Dijon Grangier", "Bourgogne-Franche-Comté", 47.3237, 5.0395, 120, "shabby"],
  ["TOURS-BERANGER", "Tours Béranger", "Centre-Val de Loire", 47.3908, 0.6866, 110, "usual"],
];
