// A creator server for cluster, as a web app of Google Apps Script. VERIFY_TOKEN is one of the script's properties (Project
// Settings > Script Properties). Deploy it as a web app that anyone can use, and register the URL that ends in /exec.
//
// On your own machine, serve.js beside this file runs it without Google.

/** What the item gets: `request` and the result are the strings of callExternal and onExternalCallEnd. */
function respond(request) {
  var properties = PropertiesService.getScriptProperties();
  if (request.indexOf("best ") === 0) {
    var best = Math.max(Number(properties.getProperty("best")) || 0, Number(request.slice(5)) || 0);
    properties.setProperty("best", String(best));
    return JSON.stringify({ best: best }); // JSON inside JSON: a string that the item parses again
  }
  var letters = Array.from(request); // or the answer would grow over its limit too
  return "unknown request: " + (letters.length <= 100 ? request : letters.slice(0, 100).join("") + "…");
}

function doPost(e) {
  var request;
  try {
    request = JSON.parse(e.postData.contents).request;
  } catch (error) {
    request = undefined;
  }
  // A web app cannot choose its status: what is wrong is said in response.
  var response = typeof request === "string" ? respond(request) : 'expected {"request": "..."}';
  var answer = { verify: PropertiesService.getScriptProperties().getProperty("VERIFY_TOKEN"), response: response };
  return ContentService.createTextOutput(JSON.stringify(answer)).setMimeType(ContentService.MimeType.JSON);
}
