using System.Globalization;
using System.Net;
using Telephony.Calls.Protection;
using Telephony.Calls.Settings;
using Telephony.Host.Messaging;
using Telephony.Host.Numbers;
using Telephony.Media.Recording;
using Telephony.Net.Addresses;
using Telephony.Rtp.Ports;
using Telephony.Sip.Transports;
using Telephony.SipTrunk.Loading;
using Telephony.Storage.Databases;
using Telephony.Storage.Postgres;
using Telephony.Storage.Sqlite;

namespace Telephony.Host.Settings;

/// <summary>Checks every setting and collects every mistake instead of stopping at the first.</summary>
internal sealed class SettingsReader
{
    private readonly SettingsSource _source;
    private readonly SettingMistakes _mistakes;

    private SettingsReader(SettingsSource source) => (_source, _mistakes) = (source, new SettingMistakes(source));

    /// <summary>Null with at least one mistake.</summary>
    /// <param name="sbcConfig">The folder of trunks and routes, as far as it is known, also when something else is wrong.</param>
    public static GatewaySettings? Read(SettingsSource source, out IReadOnlyList<ConfigMistake> mistakes, out string sbcConfig)
    {
        var reader = new SettingsReader(source);
        var settings = reader.Read();
        mistakes = [.. reader._mistakes];
        sbcConfig = settings.SbcConfig;
        return mistakes.Count == 0 ? settings : null;
    }

    private GatewaySettings Read()
    {
        var raw = new TelephonySettings();
        new SettingsBinder(_mistakes).Bind(_source.Configuration.GetSection(TelephonySettings.Section), raw);
        var listen = Listeners(raw.Sip);
        return new GatewaySettings
        {
            Source = _source,
            DataDirectory = DataFolder(raw.DataDirectory),
            SbcConfig = SbcFolder(raw.SbcConfig),
            Listen = listen,
            SipAdvertised = Advertised(raw.Sip.AdvertisedAddress, listen),
            MediaAddresses = MediaAddresses(raw.Media, listen),
            MediaAdvertised = AddressText("Media:AdvertisedAddress", raw.Media.AdvertisedAddress),
            MediaPorts = Ports(raw.Media.Ports),
            MediaWorkers = InRange("Media:Workers", raw.Media.Workers, 0, 256) is > 0 and var workers ? (int)workers : Math.Max(1, Environment.ProcessorCount),
            RealTime = raw.Loops.RealTime,
            NameServers = NameServers(raw.Sip.NameServers),
            HostsFile = raw.Sip.HostsFile,
            Certificate = FileAt("Sip:Certificate", raw.Sip.Certificate),
            CertificateKey = FileAt("Sip:CertificateKey", raw.Sip.CertificateKey),
            CertificateAuthorities = FileAt("Sip:CertificateAuthorities", raw.Sip.CertificateAuthorities),
            CertificateFolder = raw.Sip.CertificateFolder.Length == 0 ? Path.Combine(Absolute(raw.DataDirectory), "certs") : Absolute(raw.Sip.CertificateFolder),
            CertificateWarning = TimeSpan.FromDays(InRange("Sip:CertificateWarningDays", raw.Sip.CertificateWarningDays, 0, 3650)),
            Calls = Calls(raw),
            Protection = Protection(raw.Protection),
            SilentToUnknown = raw.Sip.SilentToUnknown,
            Storage = Storage(raw),
            Records = Records(raw.Records),
            Api = ApiOptions.Read(raw.Api, _mistakes),
            Messaging = Messaging(raw.Messaging.File),
            Events = EventOptions.Read(raw.Events, _source.Folder, _mistakes),
            Prompts = PromptOptions.Read(raw.Prompts, _mistakes),
            Speech = SpeechOptions.Read(raw.Speech, raw.Prompts.Language, _mistakes),
            Flows = FlowOptions.Read(raw.Flows, Absolute(raw.Flows.Folder), _mistakes),
            Mail = MailOptions.Read(raw.Mail, _mistakes),
            Recordings = Recordings(raw),
            Numbers = Numbers(raw.Numbers.File),
            MessagesKept = TimeSpan.FromDays(InRange("Messaging:KeepDays", raw.Messaging.KeepDays, 1, 36_500)),
            OperatorUrls = raw.Telemetry.Urls,
            OtlpEndpoint = Url("Telemetry:OtlpEndpoint", raw.Telemetry.OtlpEndpoint),
            JsonLog = raw.Telemetry.LogFormat switch
            {
                "text" => false,
                "json" => true,
                var other => _mistakes.Add("Telemetry:LogFormat", other, "allowed is text or json", false),
            },
        };
    }

    private List<ListenSetting> Listeners(SipSettings sip)
    {
        var texts = sip.Listen.Count > 0 ? sip.Listen : ["udp:127.0.0.1:5060", "tcp:127.0.0.1:5060"];
        var listen = new List<ListenSetting>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (!ListenSetting.TryParse(texts[i], out var setting)) _mistakes.Add($"Sip:Listen:{i}", texts[i], $"allowed is {ListenSetting.Form}");
            else if (setting.Local.Port != 0 && listen.Contains(setting)) _mistakes.Add($"Sip:Listen:{i}", texts[i], "each address may stand here once");
            else listen.Add(setting);
        }
        return listen;
    }

    private AdvertisedHosts Advertised(string text, List<ListenSetting> listen)
    {
        if (!AdvertisedHosts.TryParse(text, out var hosts)) return _mistakes.Add("Sip:AdvertisedAddress", text, $"allowed is {AdvertisedHosts.Form}", AdvertisedHosts.None);
        foreach (var open in listen)
        {
            if (!open.Local.IsAny || hosts.For(open.Local) is not null) continue;
            _mistakes.Add("Sip:AdvertisedAddress", text, $"\"{open}\" listens on every address, and peers must be told one to answer to: give {(open.Local.IsV4 ? "an IPv4 address" : "an IPv6 address")} or a host name, or listen on an address of this machine");
            break;
        }
        return hosts;
    }

    // Nothing said: the addresses of the SIP listeners, one of each family.
    private List<NetEndpoint> MediaAddresses(MediaSettings media, List<ListenSetting> listen)
    {
        var addresses = new List<NetEndpoint>();
        if (media.Address.Length == 0)
        {
            addresses.AddRange(listen.Select(static l => l.Local.WithPort(0)).DistinctBy(static a => a.IsV4));
            if (addresses.Any(static a => a.IsAny) && media.AdvertisedAddress.Length == 0) AnyAddress("");
            return addresses;
        }
        foreach (var part in media.Address.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!NetEndpoint.TryParse(part, out var address) || address.Port != 0) _mistakes.Add("Media:Address", part, "allowed is an IP address of this machine, or several with commas (one IPv4, one IPv6)");
            else if (address.IsAny && media.AdvertisedAddress.Length == 0) AnyAddress(part);
            else addresses.Add(address);
        }
        return addresses;

        void AnyAddress(string found) => _mistakes.Add("Media:Address", found, "media would be bound to every address, and peers must be told one to send to: give an address of this machine, or set Media:AdvertisedAddress");
    }

    private PortRange Ports(string text) =>
        PortRange.TryParse(text, out var range) ? range : _mistakes.Add("Media:Ports", text, $"allowed is first-last, for example 16384-32767: {PortRange.Rule}", PortRange.Default);

    private List<string> NameServers(List<string> servers)
    {
        for (var i = 0; i < servers.Count; i++)
        {
            if (!NetEndpoint.TryParse(servers[i], out _)) _mistakes.Add($"Sip:NameServers:{i}", servers[i], "allowed is an IP address, or address:port");
        }
        return servers;
    }

    private CallOptions Calls(TelephonySettings raw)
    {
        var calls = raw.Calls;
        return new CallOptions
        {
            Domain = HostName("Sip:Domain", raw.Sip.Domain),
            RingTimeout = TimeSpan.FromSeconds(InRange("Calls:RingTimeoutSeconds", calls.RingTimeoutSeconds, 1, 3600)),
            MaximumDuration = TimeSpan.FromHours(InRange("Calls:MaximumHours", calls.MaximumHours, 0.001, 24 * 30)),
            MaximumCalls = (int)InRange("Calls:MaximumCalls", calls.MaximumCalls, 1, 1_000_000),
            DrainLimit = TimeSpan.FromSeconds(InRange("Calls:DrainSeconds", calls.DrainSeconds, 0, 86_400)),
            EndOnMediaTimeout = calls.EndOnMediaTimeout,
            LadderSample = (int)InRange("Calls:LadderSample", calls.LadderSample, 0, 1_000_000_000),
            LogFullNumbers = calls.LogFullNumbers,
        };
    }

    private ProtectionOptions Protection(ProtectionSettings protection) => new()
    {
        BanAfter = (int)InRange("Protection:BanAfter", protection.BanAfter, 0, 1_000_000),
        BanTime = TimeSpan.FromMinutes(InRange("Protection:BanMinutes", protection.BanMinutes, 0.01, 100_000)),
        StrangerRequestsPerSecond = (int)InRange("Protection:StrangerRequestsPerSecond", protection.StrangerRequestsPerSecond, 0, 1_000_000),
        SourceRequestsPerSecond = (int)InRange("Protection:SourceRequestsPerSecond", protection.SourceRequestsPerSecond, 0, 1_000_000),
        ShedAfter = TimeSpan.FromMilliseconds(InRange("Protection:ShedAfterMilliseconds", protection.ShedAfterMilliseconds, 0, 10_000)),
    };

    private StorageOptions Storage(TelephonySettings raw)
    {
        if (!Enum.TryParse(raw.Storage.Provider, ignoreCase: true, out StorageProvider provider) || !Enum.IsDefined(provider))
        {
            return _mistakes.Add("Storage:Provider", raw.Storage.Provider, "allowed is Sqlite or Postgres", new StorageOptions());
        }

        var text = raw.Storage.ConnectionString;
        var shown = text.Length == 0 ? "" : "(not shown)";
        if (provider == StorageProvider.Postgres && !PostgresConnection.TryRead(text, out var why)) _mistakes.Add("Storage:ConnectionString", shown, why);
        if (provider == StorageProvider.Sqlite && text.Length > 0) _mistakes.Add("Storage:ConnectionString", shown, "allowed is nothing while Storage:Provider is Sqlite, whose file is in the data directory");
        return new StorageOptions { Provider = provider, Path = Path.Combine(Absolute(raw.DataDirectory), SqliteDatabase.FileName), ConnectionString = text };
    }

    private RecordSettings Records(RecordSettings records)
    {
        InRange("Records:KeepDays", records.KeepDays, 1, 36_500);
        InRange("Records:KeepMegabytes", records.KeepMegabytes, 10, 100_000_000);
        InRange("Records:SyncSeconds", records.SyncSeconds, 0, 3600);
        return records;
    }

    private RecordingStoreOptions Recordings(TelephonySettings raw)
    {
        var recordings = raw.Recordings;
        var key = new byte[32];
        if (recordings.Key.Length > 0 && (!Convert.TryFromBase64String(recordings.Key, key, out var octets) || octets != key.Length)) _mistakes.Add("Recordings:Key", "(not shown)", "allowed are 32 octets in base64: openssl rand -base64 32");
        return new RecordingStoreOptions
        {
            Folder = recordings.Folder.Length == 0 ? Path.Combine(Absolute(raw.DataDirectory), "recordings") : Absolute(recordings.Folder),
            KeepFor = TimeSpan.FromDays(InRange("Recordings:KeepDays", recordings.KeepDays, 0, 36_500)),
            Key = recordings.Key.Length > 0 ? key : null,
        };
    }

    private double InRange(string field, double found, double least, double most) =>
        found >= least && found <= most
            ? found
            : _mistakes.Add(field, found.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"allowed is {least} to {most}"), least);

    private string DataFolder(string text) => text.Length == 0 ? _mistakes.Add("DataDirectory", text, "allowed is a folder", _source.Folder) : Absolute(text);

    private string SbcFolder(string text)
    {
        var path = Absolute(text);
        if (text.Length > 0 && Directory.Exists(path)) return path;
        var hint = _source.HasFile ? "" : $"; there is no {_source.File} either: --config FILE names the settings";
        return _mistakes.Add("SbcConfig", text, $"allowed is a folder that exists, with trunks/ and routes.json in it ({path} does not){hint}", path);
    }

    private MessagingPlan Messaging(string file)
    {
        var path = Absolute(file);
        if (!File.Exists(path)) return file == new MessagingSettings().File ? MessagingPlan.Default : _mistakes.Add("Messaging:File", file, $"allowed is a file that exists ({path} does not)", MessagingPlan.Default);
        var plan = MessagingPlan.Read(path, out var mistakes);
        foreach (var mistake in mistakes) _mistakes.Add("Messaging:File", file, mistake);
        return plan ?? MessagingPlan.Default;
    }

    private NumbersPlan Numbers(string file)
    {
        var path = Absolute(file);
        if (!File.Exists(path)) return file == new NumberSettings().File ? NumbersPlan.Default : _mistakes.Add("Numbers:File", file, $"allowed is a file that exists ({path} does not)", NumbersPlan.Default);
        var plan = NumbersPlan.Read(path, out var mistakes);
        foreach (var mistake in mistakes) _mistakes.Add("Numbers:File", file, mistake);
        return plan ?? NumbersPlan.Default;
    }

    private string? FileAt(string field, string text)
    {
        if (text.Length == 0) return null;
        return File.Exists(Absolute(text)) ? Absolute(text) : _mistakes.Add(field, text, $"allowed is a file that exists ({Absolute(text)} does not)", (string?)null);
    }

    private string HostName(string field, string text) =>
        Uri.CheckHostName(text.Trim('[', ']')) != UriHostNameType.Unknown ? text : _mistakes.Add(field, text, "allowed is a host name or address, without port", "localhost");

    private string? AddressText(string field, string text) =>
        text.Length == 0 ? null : NetEndpoint.TryParse(text, out var address) && address.Port == 0 && !address.IsAny ? text : _mistakes.Add(field, text, "allowed is an IP address that peers can send to", (string?)null);

    private string? Url(string field, string text) =>
        text.Length == 0 ? null : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? text : _mistakes.Add(field, text, "allowed is an http or https URL", (string?)null);

    private string Absolute(string text) => Path.GetFullPath(Path.Combine(_source.Folder, text));
}
