//! What was said on the command line, in the environment and in the file, and what follows from it.

use super::{Config, Network, OutsideConfig, Proxies, WrongSetting};
use crate::db::{Options, Place};
use bangdu_record::{digest::HashKind, signer::Algorithm};
use clap::Args;
use serde::Deserialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// Variables that begin like settings and belong to the tests.
const NOT_SETTINGS: [&str; 2] = ["BANGDU_TEST_", "BANGDU_REQUIRE_"];

/// Declares each setting once: option, variable and key of the file are made from its name.
macro_rules! settings {
    ($($(#[$about:meta])* $name:ident: $kind:ty = $variable:literal, $value:literal;)*) => {
        /// Settings as they were given; what is absent has a default.
        #[derive(Args, Clone, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Given {
            /// The settings' file; without it bangdu.toml in the working directory, if there is one.
            #[arg(long, env = "BANGDU_CONFIG", value_name = "FILE", global = true, hide_env_values = true)]
            #[serde(skip)]
            pub config: Option<PathBuf>,
            $(
                $(#[$about])*
                #[arg(long, env = $variable, value_name = $value, global = true, hide_env_values = true)]
                pub $name: Option<$kind>,
            )*
        }

        impl Given {
            /// These, and `others` where nothing was said.
            fn or(self, others: Given) -> Given {
                Given { config: self.config, $($name: self.$name.or(others.$name),)* }
            }

            const VARIABLES: &[&str] = &["BANGDU_CONFIG", $($variable),*];
        }
    };
}

settings! {
    /// The directory of store, files and signing key.
    data: PathBuf = "BANGDU_DATA", "DIR";
    /// A PostgreSQL store: postgres://user:password@host/database. Files and key stay in --data.
    database: String = "BANGDU_DATABASE", "URL";
    /// Address and port to listen on [default: 127.0.0.1:8080].
    listen: SocketAddr = "BANGDU_LISTEN", "ADDR";
    /// How users reach it, such as https://bangdu.example.gov.cn [default: http:// and the listening address].
    public_url: String = "BANGDU_PUBLIC_URL", "URL";
    /// How the public reaches the copy that `publish` writes, such as https://gs.example.gov.cn; printed on boards.
    board_url: String = "BANGDU_BOARD_URL", "URL";
    /// Proxies whose word about a client's address is believed: addresses or networks, with commas.
    trusted_proxies: String = "BANGDU_TRUSTED_PROXIES", "NETWORKS";
    /// The installation's time zone [default: Asia/Shanghai].
    zone: String = "BANGDU_ZONE", "ZONE";
    /// A directory outside the store, where checkpoints are kept too.
    checkpoint_dir: PathBuf = "BANGDU_CHECKPOINT_DIR", "DIR";
    /// Minutes between checkpoints when something is new [default: 5].
    checkpoint_minutes: u64 = "BANGDU_CHECKPOINT_MINUTES", "N";
    /// What is logged: error, warn, info, debug, trace, or by part as in info,bangdu=debug [default: info].
    log: String = "BANGDU_LOG", "LEVEL";
    /// Minutes after which an unused session is over [default: 30].
    session_idle_minutes: u64 = "BANGDU_SESSION_IDLE_MINUTES", "N";
    /// Sessions that an account has at a time [default: 2].
    sessions_per_account: usize = "BANGDU_SESSIONS_PER_ACCOUNT", "N";
    /// The largest file that is taken, in MiB [default: 50].
    file_mib: u64 = "BANGDU_FILE_MIB", "N";
    /// The longest that a request may take, in seconds [default: 60].
    request_seconds: u64 = "BANGDU_REQUEST_SECONDS", "N";
    /// Whether /metrics answers others than this machine [default: false].
    metrics_for_all: bool = "BANGDU_METRICS_FOR_ALL", "BOOL";
    /// Whether answers are compressed [default: true].
    compress: bool = "BANGDU_COMPRESS", "BOOL";
    /// Readers of the embedded store, or connections to PostgreSQL [default: 8].
    connections: usize = "BANGDU_CONNECTIONS", "N";
    /// Algorithms of the record, chosen at the first start: international (SHA-256, Ed25519) or national
    /// (SM3, SM2) [default: international].
    algorithms: String = "BANGDU_ALGORITHMS", "NAME";
    /// Name of the unit at the top, at the first start [default: 人民政府].
    top: String = "BANGDU_TOP", "NAME";
    /// Makes each flush of the embedded store last longer, to try a slow disk.
    #[arg(hide = true)]
    flush_ms: u64 = "BANGDU_FLUSH_MS", "MS";
}

impl Given {
    /// Reads the settings' file, fills the gaps and checks everything.
    ///
    /// # Errors
    /// The first setting that can't be right, as a sentence.
    pub fn check(self) -> Result<Config, WrongSetting> {
        known_variables_only()?;
        let file = read_file(self.config.as_deref())?;
        let given = self.or(file);
        let data = data_dir(&given)?;
        let place = place(&given, &data)?;
        let listen = given.listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)));
        let public_url = public_url(given.public_url.as_deref(), listen)?;
        let (hash, signature) = algorithms(given.algorithms.as_deref())?;
        Ok(Config {
            secure: public_url.starts_with("https://") || !is_loopback(&public_url),
            public_url,
            options: Options {
                readers: within("connections", given.connections, 1, 200, 8)?,
                flush_ms: given.flush_ms,
            },
            listen,
            board_url: given.board_url.as_deref().map(board_url).transpose()?,
            proxies: proxies(given.trusted_proxies.as_deref())?,
            zone: zone(given.zone)?,
            checkpoint_dir: outside(given.checkpoint_dir, &data)?,
            checkpoint_every: minutes("checkpoint_minutes", given.checkpoint_minutes, 24 * 60, 5)?,
            log: log(given.log)?,
            session_idle: minutes("session_idle_minutes", given.session_idle_minutes, 24 * 60, 30)?,
            sessions: within("sessions_per_account", given.sessions_per_account, 1, 20, 2)?,
            file_bytes: within("file_mib", given.file_mib, 1, 2_000, 50)? << 20,
            request_time: Duration::from_secs(within(
                "request_seconds",
                given.request_seconds,
                1,
                3_600,
                60,
            )?),
            metrics_for_all: given.metrics_for_all.unwrap_or(false),
            compress: given.compress.unwrap_or(true),
            hash,
            signature,
            top: given.top.unwrap_or_else(|| "人民政府".to_owned()),
            data,
            place,
        })
    }

    /// The few settings of the public board's server. It is asked for no store, and opens none.
    ///
    /// # Errors
    /// As [`Given::check`].
    pub fn check_outside(self) -> Result<OutsideConfig, WrongSetting> {
        known_variables_only()?;
        let file = read_file(self.config.as_deref())?;
        let given = self.or(file);
        Ok(OutsideConfig {
            listen: given.listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8081))),
            proxies: proxies(given.trusted_proxies.as_deref())?,
            log: log(given.log)?,
        })
    }
}

#[allow(clippy::disallowed_methods, reason = "settings are read here")]
fn known_variables_only() -> Result<(), WrongSetting> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut strange = names.filter(|name| {
        name.starts_with("BANGDU_")
            && !Given::VARIABLES.contains(&name.as_str())
            && !NOT_SETTINGS.iter().any(|start| name.starts_with(start))
    });
    match strange.next() {
        Some(name) => Err(wrong(format!("the environment has {name}, which is no setting of Bangdu"))),
        None => Ok(()),
    }
}

fn read_file(named: Option<&Path>) -> Result<Given, WrongSetting> {
    let path = named.unwrap_or(Path::new("bangdu.toml"));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Given::default());
        }
        Err(error) => return Err(wrong(format!("{}: {error}", path.display()))),
    };
    toml::from_str(&text).map_err(|error| wrong(format!("{}: {error}", path.display())))
}

fn data_dir(given: &Given) -> Result<PathBuf, WrongSetting> {
    match (&given.data, &given.database) {
        (Some(data), _) if data.as_os_str().is_empty() => Err(wrong("data is empty: name a directory")),
        (Some(data), _) if data.is_file() => {
            Err(wrong(format!("data must be a directory; {} is a file", data.display())))
        }
        (Some(data), _) => {
            std::path::absolute(data).map_err(|error| wrong(format!("{}: {error}", data.display())))
        }
        (None, Some(_)) => std::path::absolute("bangdu-data").map_err(|error| wrong(error.to_string())),
        (None, None) => {
            Err(wrong("say where the store is: --data DIR, or --database postgres://… (see --help)"))
        }
    }
}

fn place(given: &Given, data: &Path) -> Result<Place, WrongSetting> {
    let Some(url) = &given.database else { return Ok(Place::Sqlite { dir: data.to_owned() }) };
    match url.parse::<tokio_postgres::Config>() {
        Ok(_) => Ok(Place::Postgres { url: url.clone() }),
        Err(_) => Err(wrong("database isn't an address such as postgres://user@host/database")),
    }
}

fn public_url(given: Option<&str>, listen: SocketAddr) -> Result<String, WrongSetting> {
    let Some(url) = given else { return Ok(format!("http://{listen}")) };
    let url = url.trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(url.to_owned()),
        _ => Err(wrong(format!(
            "public_url is {url}: it must be http:// or https:// with a host, and without a path"
        ))),
    }
}

/// Unlike the office's own address it may lie in a part of another site.
fn board_url(url: &str) -> Result<String, WrongSetting> {
    let url = url.trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(host)
            if !host.is_empty() && !host.starts_with('/') && !host.contains(['?', '#', '@', ' ', '"']) =>
        {
            Ok(url.to_owned())
        }
        _ => Err(wrong(format!("board_url is {url}: it must be http:// or https:// with a host"))),
    }
}

fn is_loopback(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or_default();
    let address = host.parse::<SocketAddr>().map(|address| address.ip().is_loopback());
    address.unwrap_or_else(|_| {
        let name = host.split(':').next().unwrap_or_default();
        name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
    })
}

fn proxies(given: Option<&str>) -> Result<Proxies, WrongSetting> {
    let parts = given.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    let network = |part: &str| {
        part.parse::<Network>().map_err(|()| {
            wrong(format!("trusted_proxies: {part} is no address, nor a network as 10.0.0.0/8"))
        })
    };
    Ok(Proxies(parts.map(network).collect::<Result<_, _>>()?))
}

fn zone(given: Option<String>) -> Result<String, WrongSetting> {
    let zone = given.unwrap_or_else(|| "Asia/Shanghai".to_owned());
    match jiff::tz::TimeZone::get(&zone) {
        Ok(_) => Ok(zone),
        Err(_) => Err(wrong(format!("zone is {zone}: there is no such time zone (Asia/Shanghai is one)"))),
    }
}

/// Whoever can remove the store could remove the checkpoints with it.
fn outside(given: Option<PathBuf>, data: &Path) -> Result<Option<PathBuf>, WrongSetting> {
    let Some(dir) = given else { return Ok(None) };
    let dir = std::path::absolute(&dir).map_err(|error| wrong(format!("{}: {error}", dir.display())))?;
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if real(&dir).starts_with(real(data)) {
        return Err(wrong(format!(
            "checkpoint_dir is {}, inside the data directory: checkpoints prove something only outside it",
            dir.display()
        )));
    }
    if !dir.is_dir() {
        return Err(wrong(format!("checkpoint_dir is {}: there is no such directory", dir.display())));
    }
    Ok(Some(dir))
}

fn log(given: Option<String>) -> Result<String, WrongSetting> {
    let log = given.unwrap_or_else(|| "info".to_owned());
    match tracing_subscriber::EnvFilter::try_new(&log) {
        Ok(_) if !log.trim().is_empty() => Ok(log),
        _ => Err(wrong(format!("log is {log}: say error, warn, info, debug or trace"))),
    }
}

fn algorithms(given: Option<&str>) -> Result<(HashKind, Algorithm), WrongSetting> {
    match given.unwrap_or("international") {
        "international" => Ok((HashKind::Sha256, Algorithm::Ed25519)),
        "national" => Ok((HashKind::Sm3, Algorithm::Sm2)),
        other => Err(wrong(format!("algorithms is {other}: say international or national"))),
    }
}

fn minutes(name: &str, given: Option<u64>, most: u64, default: u64) -> Result<Duration, WrongSetting> {
    Ok(Duration::from_secs(within(name, given, 1, most, default)? * 60))
}

fn within<T: PartialOrd + std::fmt::Display>(
    name: &str,
    given: Option<T>,
    least: T,
    most: T,
    default: T,
) -> Result<T, WrongSetting> {
    let value = given.unwrap_or(default);
    if value < least || value > most {
        return Err(wrong(format!("{name} is {value}: it must be from {least} to {most}")));
    }
    Ok(value)
}

fn wrong(text: impl Into<String>) -> WrongSetting {
    WrongSetting(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Result<Config, WrongSetting> {
        let file: Given = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let nowhere = tempfile::NamedTempFile::new().unwrap();
        Given { config: Some(nowhere.path().to_owned()), ..file }.check()
    }

    #[test]
    fn a_directory_is_all_that_is_needed() {
        let config = given("data = 'd'").unwrap();
        assert!(matches!(&config.place, Place::Sqlite { dir } if dir.is_absolute() && dir.ends_with("d")));
        assert_eq!((config.public_url.as_str(), config.secure), ("http://127.0.0.1:8080", false));
        assert_eq!((config.zone.as_str(), config.file_bytes), ("Asia/Shanghai", 50 << 20));
    }

    #[test]
    fn links_lead_to_the_port_that_the_system_gave() {
        let given = |more: &str| given(&format!("data = 'd'\nlisten = '127.0.0.1:0'\n{more}")).unwrap();
        let on = |config: Config| config.listening_on("127.0.0.1:40123".parse().unwrap()).public_url;
        assert_eq!(on(given("")), "http://127.0.0.1:40123");
        assert_eq!(on(given("public_url = 'https://a.gov.cn'")), "https://a.gov.cn");
    }

    #[test]
    fn cookies_are_secure_but_on_loopback() {
        let secure = |url: &str| given(&format!("data = 'd'\npublic_url = '{url}'")).unwrap().secure;
        assert!(
            !secure("http://localhost:8080") && !secure("http://127.0.0.1:80/") && !secure("http://[::1]:80")
        );
        assert!(secure("https://a.gov.cn") && secure("http://10.0.0.1:8080"));
    }

    #[test]
    fn a_wrong_setting_is_named_in_a_sentence() {
        for (text, part) in [
            ("", "say where the store is"),
            ("dta = 'd'", "unknown field `dta`"),
            ("data = 'd'\nzone = 'Mars'", "no such time zone"),
            ("data = 'd'\nfile_mib = 0", "file_mib is 0: it must be from 1 to 2000"),
            ("data = 'd'\npublic_url = 'a.gov.cn'", "must be http:// or https://"),
            ("data = 'd'\ndatabase = 'mysql'", "database isn't an address"),
            ("data = 'd'\ntrusted_proxies = '10.0.0.0/40'", "is no address"),
            ("data = 'd'\ncheckpoint_dir = 'd/checkpoints'", "inside the data directory"),
            ("data = 'd'\nboard_url = 'gs.gov.cn'", "board_url is gs.gov.cn: it must be"),
            ("data = 'd'\nlog = 'bangdu=loud'", "say error, warn"),
            ("data = 'd'\nalgorithms = 'md5'", "international or national"),
        ] {
            let refused = given(text).map(|_| ()).unwrap_err();
            assert!(refused.0.contains(part), "{text}: {refused}");
        }
    }
}
