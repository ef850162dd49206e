using Telephony.Calls.Loop;
using Telephony.Calls.Registration;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;
using Telephony.Net.Tls;
using Telephony.Sip.Authentication;
using DigestCredentials = Telephony.Domain.Trunks.DigestCredentials;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Admission;

/// <summary>Whose an inbound request is (DR-9, DR-10): by digest, address and port, address, or network; credentials are checked by the digest server of the trunk's realm.</summary>
internal sealed class TrunkIdentification(CallServices services, ISipRandom random, OutboundRegistrations registrations)
{
    private readonly Dictionary<string, DigestServer> _servers = new(StringComparer.Ordinal);

    /// <summary>By what can be seen without checking credentials: cheap enough for every request.</summary>
    public TrunkMatch Match(SipMessage request, in SipSource source) => Match(request, source, proven: false);

    /// <summary>With credentials checked: a digest trunk is only found when it has proven itself.</summary>
    public TrunkMatch Identify(SipMessage request, in SipSource source, out DigestVerdict verdict)
    {
        verdict = DigestVerdict.Missing;
        var match = Match(request, source, proven: false);
        if (match is not TrunkMatch.NeedsDigest { Trunk: var trunk }) return match;
        verdict = ServerOf(trunk).Verify(request, HeaderName.Authorization, out _);
        return verdict == DigestVerdict.Accepted ? Match(request, source, proven: true) : match;
    }

    public static void WriteChallenge(ref SipWriter writer, (TrunkIdentification Self, Trunk Trunk, DigestVerdict Verdict) state) =>
        state.Self.ServerOf(state.Trunk).WriteChallenge(ref writer, HeaderName.WwwAuthenticate, state.Verdict == DigestVerdict.Stale);

    /// <summary>The account that the credentials name, and what they are worth.</summary>
    /// <param name="trunk">As the request names it; null: none.</param>
    public DigestVerdict VerifyAccount(SipMessage request, Trunk? trunk, out TrunkAccount? account)
    {
        account = null;
        var verdict = AccountServerOf(trunk).Verify(request, HeaderName.Authorization, out var user);
        if (verdict == DigestVerdict.Accepted) account = services.Catalogue.Current.Accounts.FindUser(SipText.ToText(user));
        return verdict;
    }

    public static void WriteAccountChallenge(ref SipWriter writer, (TrunkIdentification Self, Trunk? Trunk, DigestVerdict Verdict) state) =>
        state.Self.AccountServerOf(state.Trunk).WriteChallenge(ref writer, HeaderName.WwwAuthenticate, state.Verdict == DigestVerdict.Stale);

    private DigestServer AccountServerOf(Trunk? trunk) => ServerOf(services.Options.Domain, trunk?.Authentication.AccountAlgorithms ?? DigestCredentials.UsualAlgorithms);

    private TrunkMatch Match(SipMessage request, in SipSource source, bool proven)
    {
        var from = request.FromAddress;
        var hasUri = from.TryGetUri(out var uri);
        var called = SipUriView.TryParse(request.RequestUri, out var target) ? target.Number : default;
        var matcher = services.Catalogue.Current.Matcher;
        var byCertificate = CertificateMatching.Match(matcher, request, source);
        if (byCertificate is TrunkMatch.Found or TrunkMatch.Disabled) return byCertificate;
        var match = matcher.Match(new InboundSource(source.Remote.Address, source.Remote.Port, TransportOf(source.Kind))
        {
            FromUser = hasUri ? uri.User : default,
            FromHost = hasUri ? uri.Host : default,
            CalledNumber = called,
            DigestUser = DigestServer.UserOf(request, HeaderName.Authorization),
            DigestProven = proven,
        });
        // A registrar sends calls from wherever it likes; what it brings back of our Contact, or the flow, shows whose they are.
        if (match is TrunkMatch.Unknown or TrunkMatch.NeedsDigest && registrations.Match(request, source, out var why) is { } registered)
            return new TrunkMatch.Found(registered, MatchedBy.Registration, $"Registration with trunk {registered.Id}: {why}.");
        if (match is TrunkMatch.Found { Trunk.HasTenants: true } carrier) return matcher.OfTenant(carrier, [NameOf(CertificateMatching.ContactHost(request)), hasUri ? NameOf(uri.Host) : null]);
        return match is TrunkMatch.Unknown && byCertificate is not null ? byCertificate : match;
    }

    /// <summary>Lower case, without final dot; null for an address, or nothing.</summary>
    private static string? NameOf(ReadOnlySpan<byte> host) => host.IsEmpty ? null : CertificateName.Canonical(SipText.ToText(host));

    private DigestServer ServerOf(Trunk trunk)
    {
        var realm = trunk.Authentication.Digest?.Realm ?? services.Options.Domain;
        return ServerOf(realm, trunk.Authentication.Digest?.Algorithms ?? trunk.Authentication.AccountAlgorithms);
    }

    private DigestServer ServerOf(string realm, IReadOnlyList<string> algorithms)
    {
        var key = $"{realm} {string.Join(' ', algorithms)}";
        if (_servers.TryGetValue(key, out var server)) return server;
        DigestAlgorithm[] known = [.. algorithms.Select(static a => a == "MD5" ? DigestAlgorithm.Md5 : DigestAlgorithm.Sha256)];
        server = new DigestServer(new DigestOptions { Realm = realm, Algorithms = known }, new TrunkSecrets(services, realm), services.Clock, random);
        _servers.Add(key, server);
        return server;
    }

    private static SignallingTransport TransportOf(SipTransportKind kind) => kind switch
    {
        SipTransportKind.Udp => SignallingTransport.Udp,
        SipTransportKind.Tcp or SipTransportKind.Ws => SignallingTransport.Tcp,
        _ => SignallingTransport.Tls,
    };

    /// <summary>Passwords of the trunks in use.</summary>
    private sealed class TrunkSecrets(CallServices services, string realm) : IDigestSecrets
    {
        public bool TryFind(ReadOnlySpan<byte> username, out DigestSecret? secret)
        {
            if (services.Catalogue.Current.Accounts is { IsEmpty: false } accounts && accounts.FindUser(SipText.ToText(username)) is { Account: var account })
            {
                secret = DigestSecret.FromPassword(account.User, realm, account.Password);
                return true;
            }
            var digest = services.Catalogue.Current.Matcher.DigestTrunk(username)?.Authentication.Digest;
            secret = digest is null ? null : DigestSecret.FromPassword(digest.User, realm, digest.Password);
            return secret is not null;
        }
    }
}
