import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskVerbatim } from "../../ingest/collector/mask.ts";

const NBSP = "\u00a0";

describe("in French and English, this is masked", () => {
  test.each([
    // Names, behind a title
    ["Merci à Mme Dupont pour son accueil", "Merci à Mme [name] pour son accueil"],
    ["M. Le Goff a tout réglé", "M. [name] a tout réglé"],
    ["reçu par madame Martin, puis monsieur Petit", "reçu par madame [name], puis monsieur [name]"],
    ["Mme. Durand et M.Leroy", "Mme. [name] et M.[name]"],
    ["M Dupont était absent", "M [name] était absent"],
    ["Mme Émilie d'Ormesson-Lévy", "Mme [name]"],
    ["Mme de La Tour attendait", "Mme [name] attendait"],
    ["vu par M. J.-P. Nguyễn", "vu par M. [name]"],
    ["Mr J. Smith was kind", "Mr [name] was kind"],
    ["Thanks to Mrs O'Brien and Dr. Jones", "Thanks to Mrs [name] and Dr. [name]"],
    // Names, behind an introduction
    ["Je m'appelle Sophie Bernard.", "Je m'appelle [name]."],
    ["bonjour, je suis Karim", "bonjour, je suis [name]"],
    ["mon nom est Dupont-Moretti", "mon nom est [name]"],
    ["My name is John Smith", "My name is [name]"],
    ["I'm Sarah and I waited", "I'm [name] and I waited"],
    ["Signé : Paul Lambert", "Signé : [name]"],
    // Telephones
    ["rappelez-moi au 06 12 34 56 78", "rappelez-moi au [phone]"],
    ["0612345678 ou 01.23.45.67.89", "[phone] ou [phone]"],
    ["03.04.20.24.10", "[phone]"],
    ["06-12-34-56-78", "[phone]"],
    ["06/12/34/56/78", "[phone]"],
    [`06${NBSP}12${NBSP}34${NBSP}56${NBSP}78`, "[phone]"],
    ["+33 6 12 34 56 78", "[phone]"],
    ["+33 (0)6 12 34 56 78", "[phone]"],
    ["0033612345678", "[phone]"],
    ["call +44 20 7946 0958 please", "call [phone] please"],
    ["(+1) 555-123-4567", "([phone]"],
    ["+1 (555) 123-4567", "[phone]"],
    // E-mails
    ["écrivez à jean.dupont+colis@laposte.fr.", "écrivez à [e-mail]."],
    ["hélène@mairie.ville.fr", "[e-mail]"],
    // Plates
    ["garée AB-123-CD devant", "garée [plate] devant"],
    ["AB 123 CD et AB123CD", "[plate] et [plate]"],
    ["une 1234 ABC 75", "une [plate]"],
    // File, tracking, bank and social security numbers
    ["colis 6A12345678901 perdu", "colis [number] perdu"],
    ["LX123456789FR", "[number]"],
    ["dossier n° 2024-0456789", "dossier n° [number]"],
    ["REF-12-03-2024", "[number]"],
    ["order 00123456", "order [number]"],
    ["FR76 3000 6000 0112 3456 7890 189", "[number]"],
    ["FR7630006000011234567890189", "[number]"],
    ["carte 4970 1234 5678 9012", "carte [number]"],
    ["1 85 05 78 006 084 36", "[number]"],
  ])("%s", (text, masked) => {
    expect(maskVerbatim(text)).toBe(masked);
  });

  test("several things in one text, each by its own name", () => {
    expect(
      maskVerbatim("Mme Durand (06 12 34 56 78, a@b.fr) a perdu 6A12345678901 le 12/03/2024"),
    ).toBe("Mme [name] ([phone], [e-mail]) a perdu [number] le 12/03/2024");
  });
});

describe("this is not masked, because it gives nobody away", () => {
  test.each([
    "je suis très content",
    "Je suis arrivée à 9h15 et repartie à 10h02",
    "le 12/03/2024 j'ai attendu 10 minutes",
    "le 03/04/2024 10h30, puis le 3/4/2024",
    "le 03-04-2024, le 03.04.2024 et 2024-04-03",
    "2024-04-03T10:30",
    "12,50 € au lieu de 1 250,00 €",
    `150${NBSP}000${NBSP}€ ou 150 000 euros`,
    "I paid £1250.00, not $12,500",
    "12 EUR 50",
    "30 à 45 minutes d'attente, guichet 12, 3 personnes",
    "75012 Paris, 2ème étage",
    "La Poste de Lyon Part-Dieu, rue Garibaldi",
    "I am really happy with Royal Mail",
    "Le Conseiller Bancaire était Parfait",
    "madame la directrice, monsieur le guichetier",
    "Madame, Monsieur, bonjour",
    "I miss London",
    "un 20/20, un 10/10 et 100 %",
    "ouvert de 9h à 12h30 en 2024",
    "",
  ])("%s", (text) => {
    expect(maskVerbatim(text)).toBe(text);
  });
});

describe("of any text", () => {
  const pieces = fc.constantFrom(
    ..."Mme Dupont|06 12 34 56 78|a@b.fr|AB-123-CD|12/03/2024|12 €|6A12345678901|M.|+33|je suis".split(
      "|",
    ),
  );
  const text = fc
    .array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 6 })), { maxLength: 8 })
    .map((words) => words.join(" "));

  test("what was masked once stays as it is", () => {
    fc.assert(
      fc.property(text, (verbatim) => {
        const once = maskVerbatim(verbatim);
        expect(maskVerbatim(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  test("no telephone, e-mail or plate is left, whatever stands around it", () => {
    const secret = fc.constantFrom("06 12 34 56 78", "jean@laposte.fr", "AB-123-CD");
    const around = fc.constantFrom("", " ", ", ", " le 12/03/2024 ", " (", "\n", " 12 € ", "é ");
    fc.assert(
      fc.property(around, secret, around, (before, kept, after) => {
        expect(maskVerbatim(`ok${before || " "}${kept}${after}`)).not.toContain(kept);
      }),
    );
  });

  test.each([
    ["letters", "a"],
    ["capitals and dashes", "A-"],
    ["capitals, dashes and few digits", "1-A--"],
    ["initials", "M. J."],
    ["digits", "1"],
    ["digits apart", "1 "],
    ["plus signs and digits", "+123456789012345678901234567890 "],
    ["at signs", "a@"],
    ["introductions", "Je suis  "],
    ["dates", "12/03/2024-"],
    ["money", "123 "],
    ["apostrophes", "M. O'"],
  ])("a long one of %s takes a time in proportion to its length", (_what, piece) => {
    const long = piece.repeat(Math.ceil(400_000 / piece.length));
    const started = performance.now();
    maskVerbatim(long);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});
