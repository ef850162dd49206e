namespace Telephony.Host.Settings;

/// <summary>The section <c>Telephony</c> of appsettings.json, as written: text that <see cref="SettingsReader"/> checks and turns into typed options.</summary>
internal sealed class TelephonySettings
{
    public const string Section = "Telephony";

    /// <summary>Folder of the database and the call journal; relative to the settings file.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Folder of trunks, routes and their schema; relative to the settings file.</summary>
    public string SbcConfig { get; set; } = "sbc-config";

    public SipSettings Sip { get; set; } = new();

    public MediaSettings Media { get; set; } = new();

    public CallSettings Calls { get; set; } = new();

    public RecordSettings Records { get; set; } = new();

    public TelemetrySettings Telemetry { get; set; } = new();
}

internal sealed class SipSettings
{
    /// <summary>Where to listen: <see cref="ListenSetting.Form"/>. Empty means loopback, UDP and TCP, port 5060.</summary>
    public List<string> Listen { get; set; } = [];

    /// <summary>Host name of the gateway in its own URIs.</summary>
    public string Domain { get; set; } = "localhost";

    /// <summary>Host or address put into Via and Contact instead of the bound address: behind NAT, or when bound to 0.0.0.0.</summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>DNS servers as address or address:port; empty: the system's.</summary>
    public List<string> NameServers { get; set; } = [];

    /// <summary>PEM files for TLS listeners and client connections.</summary>
    public string Certificate { get; set; } = "";

    public string CertificateKey { get; set; } = "";

    /// <summary>PEM bundle of certificate authorities that peers must chain to; empty: the system's.</summary>
    public string CertificateAuthorities { get; set; } = "";

    /// <summary>Answer unknown sources with 403 (default) or not at all.</summary>
    public bool SilentToUnknown { get; set; }
}

internal sealed class MediaSettings
{
    /// <summary>First and last UDP port, <c>16384-32767</c>; each leg takes an even and an odd one.</summary>
    public string Ports { get; set; } = "16384-32767";

    /// <summary>Address to bind media on. Empty: that of the first SIP listener.</summary>
    public string Address { get; set; } = "";

    /// <summary>Address written into SDP instead of the bound one.</summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>Media threads; 0: one per core.</summary>
    public int Workers { get; set; }
}

internal sealed class CallSettings
{
    public double RingTimeoutSeconds { get; set; } = 115;

    public double MaximumHours { get; set; } = 12;

    public int MaximumCalls { get; set; } = 20_000;

    public double DrainSeconds { get; set; } = 60;

    public bool EndOnMediaTimeout { get; set; } = true;

    /// <summary>One good call in this many keeps its full ladder; 0: none.</summary>
    public int LadderSample { get; set; } = 100;

    public bool LogFullNumbers { get; set; }
}

internal sealed class RecordSettings
{
    public int KeepDays { get; set; } = 90;

    public long KeepMegabytes { get; set; } = 10_000;

    /// <summary>0: leave the writing to the operating system (survives a crash of the gateway, not of the machine).</summary>
    public double SyncSeconds { get; set; }
}

internal sealed class TelemetrySettings
{
    /// <summary>OTLP endpoint for traces, e.g. <c>http://127.0.0.1:4317</c>; empty: no traces.</summary>
    public string OtlpEndpoint { get; set; } = "";
}
