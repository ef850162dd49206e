using System.Net;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>Makes a <see cref="Trunk"/> of a trunk file, and reports what a schema cannot say: addresses that are none, patterns that do not compile, secrets that are not there.</summary>
internal static class TrunkBinder
{
    /// <summary>Null when the file does not even name its trunk.</summary>
    public static Trunk? Bind(ConfigSection root, SecretReader secrets)
    {
        var fqdn = root.Text("fqdn");
        if (!TrunkId.TryParse(fqdn, out var id))
        {
            if (fqdn is not null) root.Wrong("fqdn", $"\"{fqdn}\"", $"allowed is a domain name of 1 to {TrunkId.LongestText} characters such as sbc.example.com, no IP address");
            id = default;
        }
        var trunk = new Trunk
        {
            Id = id,
            Description = root.Text("description") ?? "",
            Resource = Resource(root),
            Address = Address(root),
            Backups = Backups(root),
            Proxy = RegistrationBinder.Place(root, "proxy"),
            ProxyRouting = root.Text("proxyRouting") switch { "strict" => ProxyRouting.Strict, "none" => ProxyRouting.None, _ => ProxyRouting.Loose },
            Transport = root.Text("transport") switch
            {
                "udp" => SignallingTransport.Udp,
                "tcp" => SignallingTransport.Tcp,
                _ => SignallingTransport.Tls,
            },
            Enabled = root.Flag("enabled", true),
            Drain = root.Flag("drain", false),
            Transit = root.Flag("transit", false),
            Tls = TrunkTlsBinder.Bind(root.Section("tls")),
            Authentication = Authentication(root, secrets),
            Options = Options(root.Section("options")),
            Limits = Limits(root.Section("limits")),
            Failover = Failover(root.Section("failover")),
            Identity = IdentityBinder.Bind(root.Section("identity")),
            Headers = IdentityBinder.Headers(root.Section("headers")),
            LargeRequests = root.Text("largeRequests") switch { "shrink" => LargeRequests.Shrink, "stay" => LargeRequests.Stay, _ => LargeRequests.Switch },
            LocalAddress = Local(root.Section("localAddress")),
            LocalName = LocalName(root),
            LateOffer = root.Text("lateOffer") == "reject" ? LateOffer.Reject : LateOffer.Accept,
            Prack = SessionBinder.Prack(root),
            SessionTimer = SessionBinder.Timer(root.Section("sessionTimer")),
            Media = SessionBinder.Media(root.Section("media")),
            Follow3xx = root.Flag("follow3xx", false),
            Accounts = AccountBinder.Bind(root, secrets),
            NumberRules = NumberRulesBinder.Bind(root.Section("numberRules")),
            Codecs = Codecs(root.Section("codecs")),
            Dtmf = MediaBinder.Dtmf(root.Section("dtmf")),
            Hold = new HoldPolicy(root.Section("hold").Text("music")),
            OffersRtcpMux = root.Section("media").Text("rtcpMux") == "offer",
            Fax = MediaBinder.Fax(root.Section("fax")),
            Transfer = TransferBinder.Bind(root.Section("transfer")),
        };
        trunk = trunk with { Srtp = SrtpBinder.Bind(root.Section("srtp"), trunk.Transport) };
        return id.IsNone ? null : trunk;
    }

    /// <summary>The owner of a trunk or route; the gateway when no other is named.</summary>
    public static ResourceId Resource(ConfigSection section)
    {
        if (section.Text("resource") is not { } text) return ResourceId.Gateway;
        if (ResourceId.TryParse(text, out var resource)) return resource;
        section.Wrong("resource", $"\"{text}\"", $"allowed are 1 to {ResourceId.LongestText} of a-z, 0-9, '-' and '_'");
        return ResourceId.Gateway;
    }

    /// <summary>A pattern field; null when it is absent or wrong (then reported).</summary>
    public static NumberPattern? Pattern(ConfigSection section, string name)
    {
        if (section.Text(name) is not { } text) return null;
        if (NumberPattern.TryCompile(text, out var pattern, out var why)) return pattern;
        section.Wrong(name, $"\"{text}\"", why);
        return null;
    }

    private static HostPort? Address(ConfigSection root)
    {
        if (root.Text("address") is not { } text) return null;
        if (!HostPort.TryParse(text, out var address)) root.Wrong("address", $"\"{text}\"", "allowed are host:port, a host name, or an IP address, with a port of 1 to 65535");
        return address;
    }

    private static List<HostPort> Backups(ConfigSection root)
    {
        var backups = new List<HostPort>();
        var texts = root.Texts("backups") ?? [];
        for (var i = 0; i < texts.Count; i++)
        {
            if (HostPort.TryParse(texts[i].Value, out var place) && place is not null) backups.Add(place);
            else root.WrongEntry("backups", i, $"\"{texts[i].Value}\"", "allowed are host:port, a host name, or an IP address, with a port of 1 to 65535");
        }
        if (backups.Count > 0 && (root.Has("proxy") || root.Has("accounts") || root.Section("auth").Has("registration")))
            root.Wrong("backups", "a list", "they go with address alone: with proxy, accounts or auth.registration there is one way to the trunk");
        return backups;
    }

    private static string? LocalName(ConfigSection root)
    {
        if (root.Text("localName") is not { } text) return null;
        if (HostPort.TryParse(text, out var name) && name is { Port: 0, Address: null }) return name.Host;
        root.Wrong("localName", $"\"{text}\"", "allowed is a host name such as sbc.example.com, without port; an address is told by localAddress.advertised");
        return null;
    }

    private static TrunkAuthentication Authentication(ConfigSection root, SecretReader secrets)
    {
        var auth = root.Section("auth");
        var sources = new List<SourceAddress>();
        var texts = auth.Texts("addresses") ?? [];
        for (var i = 0; i < texts.Count; i++)
        {
            if (SourceAddress.TryParse(texts[i].Value, out var source, out var why)) sources.Add(source);
            else auth.WrongEntry("addresses", i, $"\"{texts[i].Value}\"", $"{why}; allowed are {SourceAddress.Forms}");
        }
        var digest = Digest(auth.Section("digest"), secrets);
        var isOtherwiseKnown = texts.Count > 0 || digest is not null || auth.Has("registration") || root.Has("accounts");
        return new TrunkAuthentication
        {
            // A TLS trunk that says nothing else proves itself by its certificate.
            Certificate = auth.Flag("certificate", root.Text("transport") is null or "tls" && !isOtherwiseKnown),
            Addresses = sources,
            Digest = digest,
            Registration = RegistrationBinder.Bind(auth.Section("registration"), secrets),
            AccountAlgorithms = auth.Texts("accountAlgorithms") is { Count: > 0 } named ? [.. named.Select(static a => a.Value).Distinct(StringComparer.Ordinal)] : DigestCredentials.UsualAlgorithms,
            CalledPattern = Pattern(auth, "calledPattern"),
        };
    }

    private static DigestCredentials? Digest(ConfigSection digest, SecretReader secrets)
    {
        var (user, written, realm) = (digest.Text("user"), digest.Text("password"), digest.Text("realm"));
        if (user is null || written is null) return null;
        if (!secrets.TryRead(written, out var password, out var why)) digest.Wrong("password", "a reference", why);
        var algorithms = digest.Texts("algorithms")?.Select(static a => a.Value).Distinct(StringComparer.Ordinal).ToArray();
        return new DigestCredentials(user, password, realm) { Algorithms = algorithms is { Length: > 0 } ? algorithms : DigestCredentials.UsualAlgorithms };
    }

    private static OptionsPing Options(ConfigSection options)
    {
        var made = new OptionsPing
        {
            Interval = options.Seconds("interval", OptionsPing.Usual.Interval),
            Timeout = options.Seconds("timeout", OptionsPing.Usual.Timeout),
            Misses = options.Whole("misses") ?? OptionsPing.Usual.Misses,
            Recoveries = options.Whole("recoveries") ?? OptionsPing.Usual.Recoveries,
            Off = options.Flag("off", false),
            Strict = options.Flag("strict", false),
            SlowStart = options.Seconds("slowStart", OptionsPing.Usual.SlowStart),
        };
        if (made.Timeout <= made.Interval || !options.Has("interval")) return made;
        if (options.Has("timeout")) options.Wrong("timeout", $"{made.Timeout.TotalSeconds}", $"it must not be longer than interval ({made.Interval.TotalSeconds})");
        return made with { Timeout = made.Interval };
    }

    public static TrunkLimits Limits(ConfigSection limits) => new()
    {
        Channels = limits.Whole("channels"),
        CpsIn = limits.Number("cpsIn"),
        CpsOut = limits.Number("cpsOut"),
        RequestsPerSecond = limits.Number("requestsPerSecond"),
        CallsPerHour = limits.Whole("callsPerHour"),
        MinutesPerHour = limits.Whole("minutesPerHour"),
        AlarmAt = limits.Number("alarmAt") ?? TrunkLimits.None.AlarmAt,
        Preempt = limits.Flag("preempt", TrunkLimits.None.Preempt),
    };

    private static TrunkFailover Failover(ConfigSection failover) => new()
    {
        Codes = failover.Wholes("codes") ?? TrunkFailover.UsualCodes,
        NoReply = failover.Seconds("noReply", TrunkFailover.Usual.NoReply),
        NoProgress = failover.Seconds("noProgress", TrunkFailover.Usual.NoProgress),
        Breaker = CircuitBinder.Bind(failover.Section("breaker")),
    };

    private static LocalAddress? Local(ConfigSection local)
    {
        var (text, advertised) = (local.Text("address"), local.Text("advertised"));
        if (advertised is not null && (!HostPort.TryParse(advertised, out var outside) || outside?.Port != 0))
        {
            local.Wrong("advertised", $"\"{advertised}\"", "allowed is an IP address or a host name, without port");
        }
        if (text is null) return null;
        if (IpRange.TryParse(text, out var range, out _) && range.IsSingle && IPAddress.TryParse(text, out var address)) return new LocalAddress(address, advertised);
        local.Wrong("address", $"\"{text}\"", "allowed is an IP address of this machine, without port");
        return null;
    }

    private static CodecPreferences Codecs(ConfigSection codecs)
    {
        var (order, exclude) = (codecs.Texts("order") ?? [], codecs.Texts("exclude") ?? []);
        for (var i = 0; i < exclude.Count; i++)
        {
            if (order.Any(o => o.Value == exclude[i].Value)) codecs.WrongEntry("exclude", i, $"\"{exclude[i].Value}\"", "it stands in order as well");
        }
        return new CodecPreferences { Order = [.. order.Select(o => o.Value)], Exclude = [.. exclude.Select(e => e.Value)], Transcode = codecs.Text("transcode") == "allow" };
    }
}
