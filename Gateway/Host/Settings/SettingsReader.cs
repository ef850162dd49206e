using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Telephony.Calls.Settings;
using Telephony.Net.Addresses;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Telephony.Sip.Transports;
using Telephony.SipTrunk.Loading;

namespace Telephony.Host.Settings;

/// <summary>Reads the settings file with the environment over it, checks everything, and collects every mistake instead of stopping at the first.</summary>
internal sealed class SettingsReader
{
    private readonly List<ConfigMistake> _mistakes = [];
    private readonly string _file;
    private readonly string _folder;
    private readonly IConfiguration _configuration;

    private SettingsReader(string file, IConfiguration configuration) => (_file, _folder, _configuration) = (file, Path.GetDirectoryName(file) ?? ".", configuration);

    /// <summary>The file named, or <c>appsettings.json</c> in the working directory.</summary>
    public static string FileOf(string? named) => Path.GetFullPath(named ?? "appsettings.json");

    /// <summary>Null with at least one mistake.</summary>
    public static GatewaySettings? Read(string file, IConfiguration configuration, out IReadOnlyList<ConfigMistake> mistakes)
    {
        var reader = new SettingsReader(file, configuration);
        var settings = reader.Read();
        mistakes = reader._mistakes;
        return mistakes.Count == 0 ? settings : null;
    }

    /// <summary>The configuration of the command line's tools and of the service alike. Null with a mistake when the file is missing or no JSON.</summary>
    public static IConfigurationRoot? Open(string file, out ConfigMistake? mistake)
    {
        mistake = null;
        try
        {
            return new ConfigurationBuilder().AddJsonFile(file, optional: false).AddEnvironmentVariables().Build();
        }
        catch (FileNotFoundException)
        {
            mistake = new ConfigMistake(file, null, "", "no such file", "name the settings file with --config FILE");
        }
        catch (InvalidDataException broken)
        {
            mistake = new ConfigMistake(file, null, "", broken.InnerException?.Message ?? broken.Message, "JSON; comments are allowed");
        }
        return null;
    }

    private GatewaySettings Read()
    {
        var raw = new TelephonySettings();
        var section = _configuration.GetSection(TelephonySettings.Section);
        RefuseUnknown(section, typeof(TelephonySettings));
        try
        {
            section.Bind(raw);
        }
        catch (InvalidOperationException notBound)
        {
            Wrong("", notBound.InnerException?.Message ?? notBound.Message, "a value of the right kind");
        }
        var listen = Listeners(raw.Sip);
        return new GatewaySettings
        {
            File = _file,
            DataDirectory = Folder(raw.DataDirectory),
            SbcConfig = SbcFolder(raw.SbcConfig),
            Listen = listen,
            SipAdvertised = Host("Sip:AdvertisedAddress", raw.Sip.AdvertisedAddress, listen.Any(static l => l.Local.IsAny), "peers could not answer to an unspecified address: set it, or listen on an address of this machine"),
            MediaAddresses = MediaAddresses(raw.Media, listen),
            MediaAdvertised = raw.Media.AdvertisedAddress.Length == 0 ? null : AddressText("Media:AdvertisedAddress", raw.Media.AdvertisedAddress),
            MediaPorts = Ports(raw.Media.Ports),
            MediaWorkers = raw.Media.Workers switch
            {
                < 0 or > 256 => Wrong("Media:Workers", raw.Media.Workers.ToString(CultureInfo.InvariantCulture), "0 (one per core) to 256", 1),
                0 => Math.Max(1, Environment.ProcessorCount),
                var workers => workers,
            },
            NameServers = raw.Sip.NameServers,
            Certificate = FileAt("Sip:Certificate", raw.Sip.Certificate, listen.Any(static l => l.Kind == SipTransportKind.Tls)),
            CertificateKey = FileAt("Sip:CertificateKey", raw.Sip.CertificateKey, needed: false),
            CertificateAuthorities = FileAt("Sip:CertificateAuthorities", raw.Sip.CertificateAuthorities, needed: false),
            Calls = Calls(raw),
            SilentToUnknown = raw.Sip.SilentToUnknown,
            Records = Records(raw.Records),
            OtlpEndpoint = raw.Telemetry.OtlpEndpoint.Length == 0 ? null : Url("Telemetry:OtlpEndpoint", raw.Telemetry.OtlpEndpoint),
        };
    }

    private List<ListenSetting> Listeners(SipSettings sip)
    {
        var texts = sip.Listen.Count > 0 ? sip.Listen : ["udp:127.0.0.1:5060", "tcp:127.0.0.1:5060"];
        var listen = new List<ListenSetting>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (!ListenSetting.TryParse(texts[i], out var setting)) Wrong($"Sip:Listen:{i}", texts[i], ListenSetting.Form);
            else if (listen.Contains(setting)) Wrong($"Sip:Listen:{i}", texts[i], "each address once");
            else listen.Add(setting);
        }
        return listen;
    }

    private List<NetEndpoint> MediaAddresses(MediaSettings media, List<ListenSetting> listen)
    {
        var text = media.Address.Length > 0 ? media.Address : listen.Count > 0 ? listen[0].Local.ToIPAddress().ToString() : "127.0.0.1";
        var addresses = new List<NetEndpoint>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!NetEndpoint.TryParse(part, out var address) || address.Port != 0) Wrong("Media:Address", part, "an IP address of this machine, or several with commas (one for IPv4, one for IPv6)");
            else if (address.IsAny && media.AdvertisedAddress.Length == 0) Wrong("Media:Address", part, "an address that peers can send to; or set Media:AdvertisedAddress");
            else addresses.Add(address);
        }
        return addresses;
    }

    private PortRange Ports(string text)
    {
        if (PortRange.TryParse(text, out var range)) return range;
        Wrong("Media:Ports", text, $"first-last, for example 16384-32767: {PortRange.Rule}");
        return PortRange.Default;
    }

    private CallOptions Calls(TelephonySettings raw)
    {
        var calls = raw.Calls;
        return new CallOptions
        {
            Domain = Host("Sip:Domain", raw.Sip.Domain, needed: true, "a host name or address") ?? "localhost",
            RingTimeout = TimeSpan.FromSeconds(InRange("Calls:RingTimeoutSeconds", calls.RingTimeoutSeconds, 1, 3600)),
            MaximumDuration = TimeSpan.FromHours(InRange("Calls:MaximumHours", calls.MaximumHours, 0.001, 24 * 30)),
            MaximumCalls = (int)InRange("Calls:MaximumCalls", calls.MaximumCalls, 1, 1_000_000),
            DrainLimit = TimeSpan.FromSeconds(InRange("Calls:DrainSeconds", calls.DrainSeconds, 0, 86_400)),
            EndOnMediaTimeout = calls.EndOnMediaTimeout,
            LadderSample = (int)InRange("Calls:LadderSample", calls.LadderSample, 0, int.MaxValue),
            LogFullNumbers = calls.LogFullNumbers,
        };
    }

    private RecordSettings Records(RecordSettings records)
    {
        InRange("Records:KeepDays", records.KeepDays, 1, 36_500);
        InRange("Records:KeepMegabytes", records.KeepMegabytes, 10, 100_000_000);
        InRange("Records:SyncSeconds", records.SyncSeconds, 0, 3600);
        return records;
    }

    private double InRange(string field, double found, double least, double most)
    {
        if (found >= least && found <= most) return found;
        Wrong(field, found.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
        return least;
    }

    private string Folder(string text) => text.Trim().Length == 0 ? Wrong("DataDirectory", text, "a folder", _folder) : Path.GetFullPath(Path.Combine(_folder, text));

    private string SbcFolder(string text)
    {
        var path = Path.GetFullPath(Path.Combine(_folder, text));
        return Directory.Exists(path) ? path : Wrong("SbcConfig", text, "a folder that exists, with trunks/ and routes.json", path);
    }

    private string? FileAt(string field, string text, bool needed)
    {
        if (text.Length == 0) return needed ? Wrong(field, "nothing", "a PEM file: a tls listener needs a certificate", (string?)null) : null;
        var path = Path.GetFullPath(Path.Combine(_folder, text));
        return System.IO.File.Exists(path) ? path : Wrong(field, text, "a file that exists", (string?)null);
    }

    private string? Host(string field, string text, bool needed, string why)
    {
        if (text.Length == 0) return needed ? Wrong(field, "nothing", $"a host name or address: {why}", (string?)null) : null;
        return Uri.CheckHostName(text.Trim('[', ']')) != UriHostNameType.Unknown ? text : Wrong(field, text, "a host name or address, without port", (string?)null);
    }

    private string? AddressText(string field, string text) => IPAddress.TryParse(text, out _) ? text : Wrong(field, text, "an IP address", (string?)null);

    private string? Url(string field, string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? text : Wrong(field, text, "an http or https URL", (string?)null);

    private void Wrong(string field, string found, string allowed) =>
        _mistakes.Add(new ConfigMistake(_file, null, field.Length == 0 ? TelephonySettings.Section : $"{TelephonySettings.Section}:{field}", found, allowed));

    private T Wrong<T>(string field, string found, string allowed, T otherwise)
    {
        Wrong(field, found, allowed);
        return otherwise;
    }

    /// <summary>A misspelt setting that is silently ignored costs an evening: each unknown name is a mistake.</summary>
    private void RefuseUnknown(IConfigurationSection section, Type type)
    {
        var properties = type.GetProperties();
        foreach (var child in section.GetChildren())
        {
            var property = properties.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                var path = child.Path[(TelephonySettings.Section.Length + 1)..];
                Wrong(path, "an unknown setting", string.Join(", ", properties.Select(static p => p.Name)));
            }
            else if (property.PropertyType.Namespace == type.Namespace)
            {
                RefuseUnknown(child, property.PropertyType);
            }
        }
    }
}
