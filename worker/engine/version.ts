/** Version of the engine, as results carry it: it rises when a score, a class or their form changes. */
export const ENGINE_VERSION = "0.1.0";
