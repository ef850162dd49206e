using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Registration;

namespace Telephony.Domain.Trunks;

/// <summary>A way to a carrier or session border controller: addresses, credentials, policy, limits. Immutable; one file in <c>sbc-config/trunks</c>.</summary>
public sealed record Trunk
{
    private readonly SrtpPreferences? _srtp;

    /// <summary>The trunk's FQDN: its name everywhere.</summary>
    public required TrunkId Id { get; init; }

    public ResourceId Resource { get; init; } = ResourceId.Gateway;

    public string Description { get; init; } = "";

    /// <summary>The carrier's trunk that this tenant of it is reached by: one SBC, one certificate, one health; limits and numbers of its own. Null: no tenant.</summary>
    public Trunk? Parent { get; init; }

    /// <summary>Names one label below its own are tenants of it: those that are written down, and no others.</summary>
    public bool HasTenants { get; init; }

    /// <summary>Where outbound requests go; null: the registrar, if we register with the trunk, else DNS of the FQDN (RFC 3263).</summary>
    public HostPort? Address { get; init; }

    /// <summary>Further places of the same peer, tried in this order when those before do not answer or answer 503.</summary>
    public IReadOnlyList<HostPort> Backups { get; init; } = [];

    /// <summary>All requests to the trunk go here instead; the Request-URI still names <see cref="Address"/>. Null: none.</summary>
    public HostPort? Proxy { get; init; }

    public ProxyRouting ProxyRouting { get; init; }

    /// <summary>How outbound requests leave, and the least that is accepted inbound (<see cref="SignallingTransports.Satisfies"/>).</summary>
    public SignallingTransport Transport { get; init; } = SignallingTransport.Tls;

    /// <summary>Of connections over TLS, either way.</summary>
    public TrunkTls Tls { get; init; } = TrunkTls.Usual;

    public TrunkAuthentication Authentication { get; init; } = TrunkAuthentication.None;

    /// <summary>Whether calls from this trunk to numbers outside the inventory may leave by a voice route. Off: 404, so that nobody pays for a stranger's calls by accident.</summary>
    public bool Transit { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Running calls go on, new ones go elsewhere or get 503, its OPTIONS are answered 503.</summary>
    public bool Drain { get; init; }

    public OptionsPing Options { get; init; } = OptionsPing.Usual;

    public TrunkLimits Limits { get; init; } = TrunkLimits.None;

    public TrunkFailover Failover { get; init; } = TrunkFailover.Usual;

    public TrunkIdentity Identity { get; init; } = TrunkIdentity.Untrusted;

    /// <summary>Private headers that cross.</summary>
    public HeaderAllowList Headers { get; init; } = HeaderAllowList.Usual;

    public LargeRequests LargeRequests { get; init; }

    /// <summary>The host name that the trunk knows us by: in Via, Contact and From; null: see <see cref="OwnName"/>.</summary>
    public string? LocalName { get; init; }

    /// <summary>Which of several interfaces to use; null: the listener that the operating system's routing suggests.</summary>
    public LocalAddress? LocalAddress { get; init; }

    public LateOffer LateOffer { get; init; } = LateOffer.Accept;

    public PrackPolicy Prack { get; init; } = PrackPolicy.Supported;

    public SessionTimerPolicy SessionTimer { get; init; } = SessionTimerPolicy.Usual;

    public TrunkMedia Media { get; init; } = TrunkMedia.Usual;

    /// <summary>Whether a 3xx with a Contact is followed (on this trunk), else it ends the attempt.</summary>
    public bool Follow3xx { get; init; }

    public NumberRuleLists NumberRules { get; init; } = NumberRuleLists.None;

    public CodecPreferences Codecs { get; init; } = CodecPreferences.Usual;

    public DtmfMode Dtmf { get; init; } = DtmfMode.Auto;

    public HoldPolicy Hold { get; init; } = HoldPolicy.Usual;

    /// <summary>RTCP on the port of RTP is offered to the trunk (RFC 5761); when the trunk offers it, it is taken anyhow.</summary>
    public bool OffersRtcpMux { get; init; }

    public FaxPolicy Fax { get; init; } = FaxPolicy.Usual;

    /// <summary>Phones and PBXs that register with us; calls to the trunk go to what they have registered. Empty: the trunk has a place of its own.</summary>
    public IReadOnlyList<Account> Accounts { get; init; } = [];

    public TrunkTransfer Transfer { get; init; } = TrunkTransfer.Usual;

    /// <summary>Encryption of its media; what it does not say follows from <see cref="Transport"/> (<see cref="SrtpPreferences.UsualOf"/>).</summary>
    public SrtpPreferences Srtp
    {
        get => _srtp ?? SrtpPreferences.UsualOf(Transport);
        init => _srtp = value;
    }

    /// <summary>What Via and Contact say to the trunk: a name, an IPv4 address, an IPv6 address in brackets; null: what the listener says to everybody.</summary>
    public string? OwnName => LocalName ?? (LocalAddress?.Advertised is { } outside && outside.Contains(':', StringComparison.Ordinal) && outside[0] != '[' ? $"[{outside}]" : LocalAddress?.Advertised);

    /// <summary>False for a trunk that only calls us: no address, and a name that DNS can never hold (RFC 6761 6.4).</summary>
    public bool CanBeCalled => Accounts.Count > 0 || Address is not null || !Id.Value.EndsWith(".invalid", StringComparison.Ordinal);
}
