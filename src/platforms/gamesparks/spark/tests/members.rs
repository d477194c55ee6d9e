//! Every member that the documentation lists for the classes of data is there, and none of them is absent.

use super::super::{
    bulk_scheduler, cache, class::Class, collection, cursor, data_item, data_result, data_service, digest, files,
    options, properties, redis, root, scheduler, xml_reader,
};

const LISTED: &str = include_str!("../../../../../tests/it/gamesparks/members.txt");

fn class(name: &str) -> &'static Class {
    match name {
        "Spark" => &root::CLASS,
        "SparkMongoCollection" => &collection::CLASS,
        "SparkMongoCursor" => &cursor::CLASS,
        "SparkRedis" => &redis::CLASS,
        "SparkCache" => &cache::CLASS,
        "SparkScheduler" => &scheduler::CLASS,
        "SparkBulkScheduler" => &bulk_scheduler::CLASS,
        "SparkBulkJob" => &bulk_scheduler::JOB,
        "SparkDigester" => &digest::CLASS,
        "SparkProperties" => &properties::CLASS,
        "SparkFiles" => &files::CLASS,
        "SparkXmlReader" => &xml_reader::CLASS,
        "SparkUploadableUtils" => &files::UTILS,
        "SparkScriptOptions" => &options::CLASS,
        "SparkGameDataService" => &data_service::CLASS,
        "SparkDataStringOperand" => &data_service::STRING,
        "SparkDataNumberOperand" => &data_service::NUMBER,
        "SparkDataCondition" => &data_service::CONDITION,
        "SparkDataSortOrder" => &data_service::SORT,
        "SparkDataItem" => &data_item::CLASS,
        "SparkDataItemPersistor" => &data_item::PERSISTOR,
        "SparkDataGetResult" => &data_result::GET,
        "SparkDataQueryResult" => &data_result::QUERY,
        "SparkDataResult" => &data_result::RESULT,
        "SparkDataCursor" => &data_result::CURSOR,
        other => panic!("no class {other}"),
    }
}

#[test]
fn every_listed_member_is_there() {
    let mut count = 0;
    for line in LISTED.lines().filter(|line| !line.starts_with('#')) {
        let (name, members) = line.split_once(": ").unwrap();
        let class = class(name);
        assert_eq!(class.name, name);
        let names = class.names();
        for member in members.split(' ') {
            assert!(names.contains(&member), "{name}.{member} is not there");
            assert!(!class.absent.contains(&member), "{name}.{member} is absent");
            count += 1;
        }
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{name} has a member twice");
    }
    assert!(count > 260, "{count}");
}
