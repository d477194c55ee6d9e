// Asks a partner whether a mail address exists. No answer is not a no.
require("SETTINGS");
require("TEXT");

function mailIsGood(address) {
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(trimmed(address))) { return false; }
    var response = Spark.getHttp(MAIL_CHECK, 5000).postJson({ address: trimmed(address) });
    if (response === null || response.getResponseCode() !== 200) {
        Spark.getLog().warn("the mail check gave no answer");
        return true;
    }
    return response.getResponseJson().deliverable === true;
}
