var cache = Spark.getCache();
cache.put("a", { x: 1 });
is(cache.get("a"), { x: 1 });
cache.remove("a");
is(cache.get("a"), null);
cache.put("b1", 1);
cache.removeAll("^b");
is(cache.get("b1"), null);

var scheduler = Spark.getScheduler();
is([scheduler.inSeconds("COUNT", 5, {}), scheduler.inSeconds("COUNT", 5, {}, "key")], [true, true]);
scheduler.cancel("key");

var bulk = Spark.getBulkScheduler();
var id = bulk.submitJobModule({ userName: "bea" }, "COUNT", { n: 1 }, 60), other = bulk.submitJobScript({}, "Spark.data", {}, 60);
is([typeof id, typeof other], ["string", "string"]);
var job = bulk.listBulkJobs([id])[0];
is([job.getId() === id, job.getActualCount(), job.getEstimatedCount(), job.getDoneCount(), job.getErrorCount()], [true, 0, 1, 0, 0]);
is([job.getCreated().getTime(), job.getScheduledTime().getTime(), job.getStarted(), job.getCompleted()], [noon, noon + 60000, null, null]);
is([job.getData(), job.getModuleShortCode(), job.getPlayerQuery(), job.getScript()], [{ n: 1 }, "COUNT", { userName: "bea" }, null]);
is([bulk.cancelJob(id), bulk.cancelJob(id), bulk.listBulkJobs(null).length], [true, false, 1]);

is([Spark.getProperties().getProperty("tea"), Spark.getProperties().getPropertySet("menu")], [{ price: 4 }, { hot: { price: 4 } }]);
var files = Spark.getFiles(), uploads = Spark.getUploadableUtils();
is([files.downloadableJson("LEVELS"), files.uploadedJson("u1"), files.uploadedXml("u2").getXml().b.length()], [{ levels: 3 }, [1], 1]);
var made = uploads.uploadString("[2]", Spark.getPlayer(), "made.json", { from: "a script" });
is([uploads.retrieveString(made), files.deleteUploadedFile(made), uploads.retrieveString(made)], ["[2]", true, null]);

var books = files.downloadableXml("BOOKS"), seen = [];
is(books.getXml().book.length(), 2);
books.registerCallback("catalog.book", function () {
    seen.push(books.getElement().attribute("id").toString(), books.getXml().title.text().toString());
});
books.process();
is(seen, ["a", "One", "b", ""]);
