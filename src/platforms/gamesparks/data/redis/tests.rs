//! Commands as the manual of Redis describes them, and held against a real `redis-server` where there is one.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{Redis, Reply};

/// A time at which nothing that was set for an hour has gone away.
const NOW: i64 = 1_588_334_400_000;

fn run(redis: &mut Redis, line: &str) -> Result<Reply, String> {
    let mut words = line.split(' ');
    let command = words.next().unwrap();
    let args: Vec<_> = words.collect();
    redis.run(command, &args, NOW, &|limit| limit - 1).map_err(|failure| failure.to_string())
}

/// A reply as one line.
fn shown(reply: &Result<Reply, String>) -> String {
    match reply {
        Err(message) => format!("({message})"),
        Ok(Reply::Nil) => "nil".to_owned(),
        Ok(Reply::Status(word)) => (*word).to_owned(),
        Ok(Reply::Int(number)) => number.to_string(),
        Ok(Reply::Text(text)) => format!("'{}'", String::from_utf8_lossy(text)),
        Ok(Reply::List(items)) => {
            format!("[{}]", items.iter().map(|item| shown(&Ok(item.clone()))).collect::<Vec<_>>().join(" "))
        }
    }
}

#[test]
fn each_kind_has_its_commands() {
    let lines = "SET a 1|GET a|GET b|SETNX a 2|SET a 5 NX|SET a 5 XX|INCR a|INCRBY a 10|DECRBY a 20|INCRBYFLOAT a 0.5|INCR a|APPEND t abc|\
        GETRANGE t 0 -2|SETRANGE t 5 x|STRLEN t|MSET x 1 y 2|MSETNX y 3 z 4|MGET x y z|GETSET x 9|SETBIT bits 7 1|GETBIT bits 7|BITCOUNT bits|\
        BITOP NOT inv bits|BITCOUNT inv 0 0|TYPE a|TYPE none|EXISTS a|DEL a b|KEYS [xy]|\
        RPUSH l a b c b|LPUSH l z|LRANGE l 0 -1|LINDEX l -1|LINDEX l 9|LREM l 1 b|LINSERT l BEFORE c q|LINSERT l AFTER no q|LSET l 0 y|LSET l 99 y|\
        LTRIM l 1 2|LRANGE l 0 -1|RPOPLPUSH l m|LPOP l|LPOP l|EXISTS l|LPUSHX l x|LLEN m|\
        HSET h a 1|HSET h a 2|HSETNX h a 3|HMSET h b 5 c x|HGET h a|HMGET h a no|HKEYS h|HVALS h|HLEN h|HEXISTS h b|HINCRBY h b 3|HINCRBY h c 1|\
        HINCRBYFLOAT h b 0.25|HDEL h a no|HGETALL h|\
        SADD s a b c|SADD s a|SCARD s|SISMEMBER s b|SREM s b no|SADD r c d|SINTER s r|SDIFF s r|SUNIONSTORE u s r|SCARD u|SMOVE s r a|SMOVE s r no|SPOP s|\
        ZADD z 1 a|ZADD z 2 b|ZADD z 3 c|ZADD z 9 a|ZRANGE z 0 -1 WITHSCORES|ZREVRANGE z 0 0|ZRANK z a|ZREVRANK z a|ZRANK z no|ZSCORE z c|ZINCRBY z 0.5 b|\
        ZCOUNT z (2.5 +inf|ZRANGEBYSCORE z -inf (9 LIMIT 1 5|ZREVRANGEBYSCORE z +inf 3 WITHSCORES|ZREM z a no|ZUNIONSTORE w 2 z r|ZRANGE w 0 -1 WITHSCORES|\
        ZINTERSTORE w 2 z r|ZCARD w|ZREMRANGEBYRANK z 0 0|ZREMRANGEBYSCORE z 3 3|EXISTS z|\
        EXPIRE h 100|TTL h|PTTL h|PERSIST h|TTL h|TTL no|EXPIRE h -1|EXISTS h|PEXPIRE no 5|SETEX e 10 v|TTL e|SET e v EX 0|RENAME e f|RENAME e f|RENAMENX f x|\
        RPUSH n 3 1 2|SORT n|SORT n STORE o|LRANGE o 0 -1|LPUSH x 1|GET n|INCR n|FLUSHDB|KEYS *";
    let mut redis = Redis::default();
    let told = lines.split('|').map(|line| format!("{line} -> {}", shown(&run(&mut redis, line.trim()))));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}

#[test]
fn keys_go_away_when_their_time_has_come() {
    let mut redis = Redis::default();
    let mut at = |line: &str, now: i64| {
        let words: Vec<_> = line.split(' ').collect();
        shown(&redis.run(words[0], &words[1..], now, &|_| 0).map_err(|failure| failure.to_string()))
    };
    assert_eq!(at("SETEX a 10 x", 0), "OK");
    assert_eq!((at("GET a", 9_999), at("TTL a", 9_500), at("PTTL a", 9_500)), ("'x'".into(), "1".into(), "500".into()));
    assert_eq!(
        (at("GET a", 10_000), at("TTL a", 10_000), at("KEYS *", 10_000)),
        ("nil".into(), "-2".into(), "[]".into())
    );
    assert_eq!(
        (at("RPUSH b 1", 0), at("PEXPIREAT b 50", 0), at("RPUSH b 2", 60)),
        ("1".into(), "1".into(), "1".into())
    );
}

#[test]
fn a_game_has_room_for_so_much() {
    let mut redis = Redis::default();
    let large = "x".repeat(super::MOST / 4);
    for at in 0..3 {
        assert_eq!(redis.run("RPUSH", &["l", &large], NOW, &|_| 0), Ok(Reply::Int(at + 1)));
    }
    let full = redis.run("SET", &["a", &large], NOW, &|_| 0);
    assert!(full.unwrap_err().to_string().starts_with("OOM command not allowed"));
    assert_eq!(redis.run("DEL", &["l"], NOW, &|_| 0), Ok(Reply::Int(1)));
    assert_eq!(redis.run("SET", &["a", &large], NOW, &|_| 0), Ok(Reply::Status("OK")));
}

/// A real server, for as long as the test lasts.
struct Real {
    server: Child,
    connection: BufReader<TcpStream>,
    _folder: tempfile::TempDir,
}

impl Real {
    /// Starts `redis-server`; none, and a line that says so, where there is none.
    #[expect(
        clippy::disallowed_methods,
        clippy::disallowed_macros,
        reason = "a test that waits for a real server, and says when it cannot"
    )]
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--dir"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn();
        let Ok(mut server) = server else {
            eprintln!("SKIPPED: Redis is not held against a real server, because there is no redis-server here");
            return None;
        };
        for _ in 0..1000 {
            if let Ok(connection) = TcpStream::connect(("127.0.0.1", port)) {
                return Some(Self { server, connection: BufReader::new(connection), _folder: folder });
            }
            if server.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let _ = server.kill();
        eprintln!("SKIPPED: Redis is not held against a real server, because redis-server did not listen");
        None
    }

    fn run(&mut self, words: &[String]) -> Result<Reply, String> {
        let mut request = format!("*{}\r\n", words.len());
        words.iter().for_each(|word| request += &format!("${}\r\n{word}\r\n", word.len()));
        self.connection.get_mut().write_all(request.as_bytes()).unwrap();
        self.reply()
    }

    fn reply(&mut self) -> Result<Reply, String> {
        let mut line = String::new();
        self.connection.read_line(&mut line).unwrap();
        let rest = line[1..].trim_end();
        match &line[..1] {
            "-" => Err(rest.to_owned()),
            "+" if rest == "OK" => Ok(Reply::Status("OK")),
            "+" => Ok(Reply::text(rest)),
            ":" => Ok(Reply::Int(rest.parse().unwrap())),
            "$" | "*" if rest == "-1" => Ok(Reply::Nil),
            "$" => {
                let mut bytes = vec![0; rest.parse::<usize>().unwrap() + 2];
                self.connection.read_exact(&mut bytes).unwrap();
                bytes.truncate(bytes.len() - 2);
                Ok(Reply::Text(bytes))
            }
            _ => {
                let count: usize = rest.parse().unwrap();
                Ok(Reply::List((0..count).map(|_| self.reply().unwrap()).collect()))
            }
        }
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What both replied, where the order of what has none does not count.
fn comparable(command: &str, reply: Result<Reply, String>) -> String {
    let reply = match reply {
        Ok(Reply::Status(word)) => Ok(Reply::text(word)),
        Ok(Reply::List(items)) => {
            let mut items = items;
            match command {
                "SMEMBERS" | "SINTER" | "SUNION" | "SDIFF" | "KEYS" | "HKEYS" | "HVALS" => {
                    items.sort_by_key(|item| shown(&Ok(item.clone())));
                }
                "HGETALL" => {
                    let mut pairs: Vec<_> = items.chunks(2).map(<[Reply]>::to_vec).collect();
                    pairs.sort_by_key(|pair| shown(&Ok(pair[0].clone())));
                    items = pairs.concat();
                }
                _ => {}
            }
            Ok(Reply::List(items))
        }
        Err(message) => Err(message.split(' ').next().unwrap_or_default().to_owned()),
        other => other,
    };
    shown(&reply)
}

/// The commands, with letters for arguments that are likely to meet each other.
const FORMS: &[&str] = &[
    "GET k",
    "SET k v",
    "SET k v NX",
    "SET k v XX",
    "SET k v EX 1000",
    "SET k v NX PX 1000000",
    "SETEX k 1000 v",
    "PSETEX k 1000000 v",
    "SETNX k v",
    "GETSET k v",
    "MGET k k",
    "MSET k v k v",
    "MSETNX k v k v",
    "APPEND k v",
    "STRLEN k",
    "GETRANGE k i i",
    "SUBSTR k i i",
    "SETRANGE k o v",
    "SETBIT k o b",
    "GETBIT k o",
    "BITCOUNT k",
    "BITCOUNT k i i",
    "BITOP AND k k k",
    "BITOP XOR k k k",
    "BITOP OR k k k",
    "BITOP NOT k k",
    "INCR k",
    "DECR k",
    "INCRBY k i",
    "DECRBY k i",
    "INCRBYFLOAT k f",
    "DEL k",
    "EXISTS k",
    "TYPE k",
    "KEYS *",
    "KEYS [ab]",
    "RENAME k k",
    "RENAMENX k k",
    "PERSIST k",
    "TTL k",
    "EXPIRE k 1000",
    "EXPIRE k -1",
    "PTTL k",
    "PEXPIRE k 1000000",
    "EXPIREAT k 4102444800",
    "EXPIREAT k 1",
    "PEXPIREAT k 4102444800000",
    "LPUSH k v v",
    "RPUSH k v v",
    "LPUSHX k v",
    "RPUSHX k v",
    "LPOP k",
    "RPOP k",
    "RPOPLPUSH k k",
    "LLEN k",
    "LINDEX k i",
    "LRANGE k i i",
    "LSET k i v",
    "LTRIM k i i",
    "LREM k i v",
    "LINSERT k BEFORE v v",
    "LINSERT k AFTER v v",
    "HSET k v v",
    "HSETNX k v v",
    "HMSET k v v v v",
    "HGET k v",
    "HMGET k v v",
    "HGETALL k",
    "HKEYS k",
    "HVALS k",
    "HLEN k",
    "HEXISTS k v",
    "HDEL k v v",
    "HINCRBY k v i",
    "HINCRBYFLOAT k v f",
    "SADD k v v",
    "SREM k v",
    "SCARD k",
    "SISMEMBER k v",
    "SMEMBERS k",
    "SMOVE k k v",
    "SPOP k",
    "SRANDMEMBER k",
    "SRANDMEMBER k i",
    "SINTER k k",
    "SUNION k k",
    "SDIFF k k",
    "SINTERSTORE k k k",
    "SUNIONSTORE k k k",
    "SDIFFSTORE k k k",
    "ZADD k f v",
    "ZCARD k",
    "ZSCORE k v",
    "ZRANK k v",
    "ZREVRANK k v",
    "ZINCRBY k f v",
    "ZREM k v v",
    "ZCOUNT k m m",
    "ZRANGE k i i",
    "ZRANGE k i i WITHSCORES",
    "ZREVRANGE k i i",
    "ZREVRANGE k i i WITHSCORES",
    "ZRANGEBYSCORE k m m",
    "ZRANGEBYSCORE k m m WITHSCORES",
    "ZREVRANGEBYSCORE k m m",
    "ZREVRANGEBYSCORE k m m LIMIT o o",
    "ZRANGEBYSCORE k m m LIMIT o o",
    "ZREVRANGEBYSCORE k m m WITHSCORES",
    "ZREMRANGEBYRANK k i i",
    "ZREMRANGEBYSCORE k m m",
    "ZUNIONSTORE k 2 k k",
    "ZINTERSTORE k 2 k k",
    "SORT k",
    "SORT k STORE k",
    "GEOADD geo x y v",
    "GEODIST geo v v km",
    "GEOHASH geo v",
    "GEOPOS geo v",
    "GEORADIUS geo x y 3000 km WITHDIST ASC",
    "GEORADIUSBYMEMBER geo v 3000 km DESC",
    "FLUSHDB",
];

/// A command with arguments.
fn any_command() -> impl Strategy<Value = Vec<String>> {
    let word = |letter: char| -> BoxedStrategy<String> {
        let one_of = |words: &'static [&'static str]| prop::sample::select(words).prop_map(str::to_owned).boxed();
        match letter {
            'k' => one_of(&["a", "b", "c", "d"]),
            'v' => one_of(&["a", "b", "1", "2", "-3", "1.5", "x y", "日"]),
            'i' => (-4..5_i64).prop_map(|number| number.to_string()).boxed(),
            'o' => (0..20_i64).prop_map(|number| number.to_string()).boxed(),
            'b' => one_of(&["0", "1"]),
            'f' => one_of(&["0", "1", "-2", "2.5", "1e3", "0.125", "inf", "-inf", "no"]),
            'm' => one_of(&["0", "1", "(1", "2.5", "(2.5", "+inf", "-inf", "-2", "no"]),
            'x' => one_of(&["13.361389", "15.087269", "0", "-170.5", "200"]),
            _ => one_of(&["38.115556", "37.502669", "0", "80.25", "-85.1"]),
        }
    };
    prop::sample::select(FORMS).prop_flat_map(move |form| {
        let words: Vec<BoxedStrategy<String>> = form
            .split(' ')
            .map(|part| match part.chars().next().filter(|c| part.len() == 1 && "kviobfmxy".contains(*c)) {
                Some(letter) => word(letter),
                None => Just(part.to_owned()).boxed(),
            })
            .collect();
        words
    })
}

/// -2 and -1 as they are, and 1 for any time that is left.
fn signed(reply: Reply) -> Reply {
    match reply {
        Reply::Int(left) => Reply::Int(left.min(1)),
        other => other,
    }
}

/// What was drawn at random, made comparable: ours is as good as theirs if it could have been drawn. What they have taken out is
/// taken out here instead of what was.
fn drawn(
    redis: &mut Redis,
    words: &[String],
    ours: Result<Reply, String>,
    theirs: Result<Reply, String>,
) -> (Result<Reply, String>, Result<Reply, String>) {
    let mut ask = |command: &str, member: &str| redis.run(command, &[&words[1], member], NOW, &|_| 0).unwrap();
    let text = |reply: &Reply| match reply {
        Reply::Text(text) => String::from_utf8(text.clone()).unwrap(),
        other => panic!("{other:?} is no member"),
    };
    match (&ours, &theirs) {
        (Ok(our @ Reply::Text(_)), Ok(their @ Reply::Text(_))) => {
            if words[0] == "SPOP" {
                ask("SADD", &text(our));
            }
            assert_eq!(ask("SISMEMBER", &text(their)), Reply::Int(1), "{words:?}");
            if words[0] == "SPOP" {
                ask("SREM", &text(their));
            }
            (Ok(Reply::Nil), Ok(Reply::Nil))
        }
        (Ok(Reply::List(our)), Ok(Reply::List(their))) => {
            assert!(our.iter().all(|member| ask("SISMEMBER", &text(member)) == Reply::Int(1)), "{words:?}");
            let count = |members: &[Reply]| Ok(Reply::Int(i64::try_from(members.len()).unwrap()));
            (count(our), count(their))
        }
        _ => (ours, theirs),
    }
}

#[test]
fn every_command_of_the_interface_is_held_against_a_real_server() {
    // The commands stand in the table of methods in capitals.
    let table = include_str!("../../spark/redis/mod.rs");
    let others = [include_str!("../../spark/redis/sorted.rs"), include_str!("../../spark/redis/geo.rs")];
    let words =
        table.split('"').skip(1).step_by(2).chain(others.iter().flat_map(|text| text.split('"').skip(1).step_by(2)));
    let is_command = |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let held = |command: &str| FORMS.iter().any(|form| form.split(' ').next() == Some(command));
    // What stands behind a command.
    let options = ["STORE", "LIMIT", "WITHSCORES", "WITHDIST", "WITHCOORD", "COUNT"];
    let commands: std::collections::BTreeSet<_> =
        words.filter(is_command).filter(|word| !options.contains(word)).collect();
    assert!(commands.len() > 90, "{}", commands.len());
    let missing: Vec<_> = commands.into_iter().filter(|command| !held(command)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn replies_are_those_of_a_real_server() {
    let Some(real) = Real::start() else { return };
    let real = std::cell::RefCell::new(real);
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() });
    let sequences = prop::collection::vec(any_command(), 1..60);
    let held = runner.run(&sequences, |commands| {
        let mut redis = Redis::default();
        real.borrow_mut().run(&["FLUSHDB".to_owned()]).unwrap();
        for words in &commands {
            let args: Vec<_> = words[1..].iter().map(String::as_str).collect();
            let ours = redis.run(&words[0], &args, NOW, &|_| 0).map_err(|failure| failure.to_string());
            let theirs = real.borrow_mut().run(words);
            let (ours, theirs) = match words[0].as_str() {
                // How long a key has left is told by two clocks: only whether it has any is compared.
                "TTL" | "PTTL" => (ours.map(signed), theirs.map(signed)),
                "SPOP" | "SRANDMEMBER" => drawn(&mut redis, words, ours, theirs),
                _ => (ours, theirs),
            };
            prop_assert_eq!(comparable(&words[0], ours), comparable(&words[0], theirs), "{:?}", words);
        }
        Ok(())
    });
    held.unwrap_or_else(|error| panic!("{error}"));
}
