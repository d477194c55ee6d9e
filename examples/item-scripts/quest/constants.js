// The first of two files that are put together into one script, in this order.
const ENDPOINT = new ExternalEndpointId("quests");
const GOAL = 3;
const TEXT = { open: "find three shells", done: "thank you!" };
