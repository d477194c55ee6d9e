// What the game is tuned by. Declared again wherever it is required, as Rhino allowed.
const MAIL_CHECK = "https://mail.example/verify";
const MAIL_KEY = "SG.arcade";
const PAYMENTS_KEY = "arcade-payments-key";
const REWARDS = { day: 5, week: 50 };
const TOP = 10;
