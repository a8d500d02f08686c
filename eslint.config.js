import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const oneDoorToTheEnvironment =
  "The environment is read in infra/settings.ts alone; take what you need as an argument.";

export default defineConfig(
  globalIgnores([
    ...["dist/", ".build-*/", ".cache/", "coverage/", "data/"],
    "schemas/texts/machine.ts", // AssemblyScript has its own compiler
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },

  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },

  {
    rules: {
      eqeqeq: "error",

      // A step or an adapter may be async by contract without awaiting anything.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/return-await": ["error", "in-try-catch"],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],

      // `!` is refused, so it can't be asked for.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",

      // What is only a type must look like one: the directions between folders depend on it.
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",

      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: oneDoorToTheEnvironment },
      ],
      "no-restricted-imports": [
        "error",
        ...["process", "node:process"].map((name) => ({
          name,
          importNames: ["env"],
          message: oneDoorToTheEnvironment,
        })),
      ],
    },
  },

  {
    // The one file that reads the environment, and what must run before anything is compiled.
    files: ["infra/settings.ts", "infra/**/*.mjs", "tests/**"],
    rules: { "no-restricted-properties": "off", "no-restricted-imports": "off" },
  },

  {
    // Stages speak through the logger they are given; only programs own a terminal.
    files: ["schemas/**", "ingest/**", "processors/**", "api/**", "dashboards/**"],
    rules: { "no-console": "error" },
  },

  {
    // A test looks at answers as a stranger would, untyped, and fails by itself when it is wrong.
    files: ["tests/**"],
    rules: {
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },

  {
    // Plain JavaScript has no types to check.
    files: ["**/*.{js,cjs,mjs}"],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
