namespace Telephony.Host.Settings;

/// <summary>The section <c>Telephony</c> of appsettings.json, as written: filled by <see cref="SettingsBinder"/>; <see cref="SettingsReader"/> checks it and makes typed options of it.</summary>
internal sealed class TelephonySettings
{
    public const string Section = "Telephony";

    /// <summary>Folder of the database and the call journal; relative to the settings file.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Folder of trunks, routes and their schema; relative to the settings file.</summary>
    public string SbcConfig { get; set; } = "sbc-config";

    public SipSettings Sip { get; set; } = new();

    public MediaSettings Media { get; set; } = new();

    public LoopSettings Loops { get; set; } = new();

    public CallSettings Calls { get; set; } = new();

    public ProtectionSettings Protection { get; set; } = new();

    public StorageSettings Storage { get; set; } = new();

    public RecordSettings Records { get; set; } = new();

    public ApiSettings Api { get; set; } = new();

    public MessagingSettings Messaging { get; set; } = new();

    public NumberSettings Numbers { get; set; } = new();

    public EventSettings Events { get; set; } = new();

    public PromptSettings Prompts { get; set; } = new();

    public SpeechSettings Speech { get; set; } = new();

    public FlowSettings Flows { get; set; } = new();

    public MailSettings Mail { get; set; } = new();

    public RecordingSettings Recordings { get; set; } = new();

    public TelemetrySettings Telemetry { get; set; } = new();
}

internal sealed class SipSettings
{
    /// <summary>Where to listen: <see cref="ListenSetting.Form"/>. Empty means loopback, UDP and TCP, port 5060.</summary>
    public List<string> Listen { get; set; } = [];

    /// <summary>Host name of the gateway in its own URIs.</summary>
    public string Domain { get; set; } = "localhost";

    /// <summary>Put into Via and Contact instead of the bound address, behind NAT or when bound to 0.0.0.0: <see cref="AdvertisedHosts.Form"/>.</summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>DNS servers as address or address:port; empty: the system's.</summary>
    public List<string> NameServers { get; set; } = [];

    public string? HostsFile { get; set; }

    /// <summary>PEM files for TLS listeners and client connections. Empty: a certificate of the development authority.</summary>
    public string Certificate { get; set; } = "";

    public string CertificateKey { get; set; } = "";

    /// <summary>PEM bundle of certificate authorities that peers must chain to; empty: the system's.</summary>
    public string CertificateAuthorities { get; set; } = "";

    /// <summary>Folder of more certificates, <c>NAME.pem</c> with <c>NAME.key</c>, and of the development authority. Empty: <c>certs</c> in the data directory.</summary>
    public string CertificateFolder { get; set; } = "";

    /// <summary>A certificate, ours or a peer's, is reported as expiring from so many days before its end.</summary>
    public double CertificateWarningDays { get; set; } = 30;

    /// <summary>Answer unknown sources with 403 (default) or not at all.</summary>
    public bool SilentToUnknown { get; set; }
}

internal sealed class MediaSettings
{
    /// <summary>First and last UDP port, <c>16384-32767</c>; each leg takes an even and an odd one.</summary>
    public string Ports { get; set; } = "16384-32767";

    /// <summary>Addresses to bind media on, with commas: at most one of each family. Empty: those of the SIP listeners.</summary>
    public string Address { get; set; } = "";

    /// <summary>Address written into SDP instead of the bound one.</summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>Media threads; 0: one per core.</summary>
    public int Workers { get; set; }
}

internal sealed class LoopSettings
{
    /// <summary>Whether the threads that carry SIP and media are of the kernel's real-time class.</summary>
    public bool RealTime { get; set; }
}

internal sealed class CallSettings
{
    /// <summary>A call that nobody answers ends after this.</summary>
    public double RingTimeoutSeconds { get; set; } = 115;

    /// <summary>An answered call ends after this.</summary>
    public double MaximumHours { get; set; } = 12;

    /// <summary>Calls at once; more get 503.</summary>
    public int MaximumCalls { get; set; } = 20_000;

    /// <summary>How long running calls may go on after SIGTERM; then they get BYE.</summary>
    public double DrainSeconds { get; set; } = 60;

    /// <summary>A call on which no media arrives any more is ended.</summary>
    public bool EndOnMediaTimeout { get; set; } = true;

    /// <summary>One good call in this many keeps its full ladder; 0: none.</summary>
    public int LadderSample { get; set; } = 100;

    /// <summary>Numbers in the log whole instead of masked.</summary>
    public bool LogFullNumbers { get; set; }
}

internal sealed class StorageSettings
{
    /// <summary><c>Sqlite</c>: a file in the data directory. <c>Postgres</c>: a server, which several gateways may share.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>Of the PostgreSQL database: <see cref="Telephony.Storage.Postgres.PostgresConnection.Form"/>. May hold a password: it is never shown.</summary>
    public string ConnectionString { get; set; } = "";
}

internal sealed class RecordSettings
{
    /// <summary>Records of calls that started earlier are deleted.</summary>
    public int KeepDays { get; set; } = 90;

    /// <summary>The oldest records go when the store is larger.</summary>
    public long KeepMegabytes { get; set; } = 10_000;

    /// <summary>How often the journal is forced to the disk. 0: leave the writing to the operating system (survives a crash of the gateway, not of the machine).</summary>
    public double SyncSeconds { get; set; }
}

internal sealed class MessagingSettings
{
    /// <summary>File of carriers and senders of messages; relative to the settings file. Where it is not there, the simulator takes all messages.</summary>
    public string File { get; set; } = "messaging.json";

    /// <summary>Messages that are done with are deleted after this.</summary>
    public int KeepDays { get; set; } = 90;
}

internal sealed class NumberSettings
{
    /// <summary>File of carriers of numbers; relative to the settings file. Where it is not there, the simulator sells.</summary>
    public string File { get; set; } = "numbers.json";
}

internal sealed class TelemetrySettings
{
    /// <summary>Form of the log on the console: <c>text</c> or <c>json</c>.</summary>
    public string LogFormat { get; set; } = "text";

    /// <summary>Addresses of their own for health, status and metrics, as <c>Urls</c>; empty: beside the API, and there for this machine alone.</summary>
    public string Urls { get; set; } = "";

    /// <summary>OTLP endpoint for traces, e.g. <c>http://127.0.0.1:4317</c>; empty: no traces.</summary>
    public string OtlpEndpoint { get; set; } = "";
}
