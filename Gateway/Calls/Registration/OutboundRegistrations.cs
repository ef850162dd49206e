using Microsoft.Extensions.Logging;
using Telephony.Calls.Dialing;
using Telephony.Calls.Shards;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Sip.Messages;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Registration;

/// <summary>Our registrations with the trunks that want them: one each. Loop thread only.</summary>
internal sealed class OutboundRegistrations
{
    private readonly CallShard _shard;
    private readonly ILogger _logger;
    private readonly Dictionary<TrunkId, OutboundRegistration> _byTrunk = [];
    private readonly List<OutboundRegistration> _leaving = [];
    private readonly HashSet<TrunkId> _standby = [];
    private TrunkCatalogue _catalogue = TrunkCatalogue.Empty;
    private Action? _quiet;
    private bool _elected = true;

    public OutboundRegistrations(CallShard shard, ILogger logger)
    {
        RegistrationTable.Whole.Validate();
        (_shard, _logger) = (shard, logger);
    }

    /// <summary>Nothing is registered or being taken back.</summary>
    private bool IsQuiet => _byTrunk.Count == 0 && _leaving.Count == 0;

    /// <summary>Whether this gateway, of several over one database, registers with the trunks that want one of them; until somebody says so, it does.</summary>
    public void Elect(bool elected)
    {
        _elected = elected;
        Apply(_catalogue);
    }

    /// <summary>Whether the trunk's state is its state: no other has come in its place.</summary>
    public bool SpeaksFor(OutboundRegistration registration) =>
        _byTrunk.TryGetValue(registration.Trunk.Id, out var now) ? ReferenceEquals(now, registration) : !_standby.Contains(registration.Trunk.Id);

    /// <summary>Takes the trunks of a catalogue: new ones register, gone and changed ones take their binding back, the others go on.</summary>
    public void Apply(TrunkCatalogue catalogue)
    {
        _catalogue = catalogue;
        if (_quiet is not null) return;   // the end has begun
        foreach (var (id, running) in _byTrunk.ToList())
        {
            if (catalogue.Find(id) is { } trunk && IsOurs(trunk) && trunk.Authentication.Registration == running.Settings && SameWay(trunk, running.Trunk)) running.Trunk = trunk;
            else Leave(id, running);
        }
        ShowStandby(catalogue);
        foreach (var trunk in catalogue.Trunks)
        {
            if (!IsOurs(trunk) || trunk.Authentication.Registration is not { } settings || _byTrunk.ContainsKey(trunk.Id)) continue;
            var made = new OutboundRegistration(_shard, trunk, settings, _logger);
            _byTrunk.Add(trunk.Id, made);
            made.Start();
        }
    }

    /// <summary>Takes every binding back.</summary>
    /// <param name="quiet">Called when the last one is gone, at once when there is none.</param>
    public void StopAll(Action quiet)
    {
        _quiet = quiet;
        if (IsQuiet) quiet();
        foreach (var (id, running) in _byTrunk.ToList()) Leave(id, running);
    }

    /// <summary>It is taken back, or was given up.</summary>
    public void OnGone(OutboundRegistration gone)
    {
        _leaving.Remove(gone);
        if (IsQuiet) _quiet?.Invoke();
    }

    public void OnConnectionLost(long connectionId)
    {
        foreach (var registration in _byTrunk.Values)
        {
            if (registration.Flow is { } flow && flow.ConnectionId == connectionId) registration.OnFlowLost();
        }
    }

    public void OnStunAnswer(ulong id)
    {
        foreach (var registration in _byTrunk.Values) registration.OnStunAnswer(id);
    }

    /// <summary>
    /// The trunk whose registration brought a request here: it carries the line of our Contact, or comes from where we are registered; among several registrations
    /// with one place the user in the Request-URI or To tells. Null: none.
    /// </summary>
    public Trunk? Match(SipMessage request, in SipSource source, out string why)
    {
        why = "";
        if (_byTrunk.Count == 0) return null;
        var hasUri = SipUriView.TryParse(request.RequestUri, out var uri);
        var hasTo = request.ToAddress.TryGetUri(out var to);
        OutboundRegistration? near = null;
        var several = false;
        foreach (var registration in _byTrunk.Values)
        {
            if (hasUri && uri.TryGetParam("line"u8, out var line) && line.SequenceEqual(registration.Line)) return Found(registration, "it came to the Contact that we registered", out why);
            if (registration.Flow is not { } flow || !IsFrom(flow, source)) continue;
            if ((hasUri && SipText.Same(uri.User, registration.ContactUser)) || (hasTo && SipText.Same(to.User, registration.ContactUser)))
                return Found(registration, "it came from where we are registered, to the user that we registered", out why);
            (near, several) = (registration, near is not null);
        }
        return near is null || several ? null : Found(near, "it came from where we are registered", out why);
    }

    /// <summary>The target with what the registration adds: the flow that is known to work, and the Service-Route.</summary>
    public InviteTarget Refine(Trunk trunk, InviteTarget target)
    {
        if (!_byTrunk.TryGetValue(trunk.Id, out var registration) || registration.Flow is not { } flow) return target;
        var routed = target with { Routes = [.. target.Routes, .. registration.ServiceRoute] };
        if (trunk.Proxy is not null || registration.ServiceRoute.Count == 0) return routed with { Targets = [flow], Lookup = null };
        return ToFirstRoute(routed, flow, registration.ServiceRoute[0].Span);
    }

    /// <summary>RFC 3608 5: without an outbound proxy the first route is the next hop.</summary>
    private static InviteTarget ToFirstRoute(InviteTarget target, in SipTarget flow, ReadOnlySpan<byte> route)
    {
        if (!NameAddrView.TryParse(route, out var address) || !address.TryGetUri(out var uri)) return target;
        var kind = uri.TryGetParam("transport"u8, out var word) ? KindOf(word) : flow.Kind;
        var host = SipText.ToText(uri.Host);
        if (!NetEndpoint.TryParse(host, out var ip)) return target with { Targets = [], Lookup = new SipResolutionRequest(host, uri.Port == 0 ? null : uri.Port, kind) };
        var remote = ip.WithPort(uri.Port == 0 ? kind.DefaultPort() : uri.Port);
        var same = kind == flow.Kind && remote == flow.Remote;
        return target with { Targets = [same ? flow : new SipTarget(kind, remote, kind == flow.Kind ? flow.Local : null, kind == SipTransportKind.Tls ? flow.TlsServerName : null, Profile: flow.Profile)], Lookup = null };
    }

    private static SipTransportKind KindOf(ReadOnlySpan<byte> word) =>
        SipText.Same(word, "tls"u8) ? SipTransportKind.Tls : SipText.Same(word, "tcp"u8) ? SipTransportKind.Tcp : SipTransportKind.Udp;

    private static bool IsFrom(in SipTarget flow, in SipSource source) =>
        source.Kind == SipTransportKind.Udp ? flow.Kind == SipTransportKind.Udp && flow.Remote == source.Remote : source.ConnectionId == flow.ConnectionId || flow.Remote.SameAddress(source.Remote);

    private static Trunk Found(OutboundRegistration registration, string text, out string why)
    {
        why = text;
        return registration.Trunk;
    }

    private static bool SameWay(Trunk now, Trunk before) =>
        now.Address == before.Address && now.Proxy == before.Proxy && now.ProxyRouting == before.ProxyRouting && now.Transport == before.Transport && now.LocalAddress == before.LocalAddress && now.LocalName == before.LocalName;

    private bool IsOurs(Trunk trunk) => trunk is { Enabled: true, Authentication.Registration: { } settings } && (_elected || settings.EveryNode);

    /// <summary>Those that another gateway registers with: calls out of this one are not tried there.</summary>
    private void ShowStandby(TrunkCatalogue catalogue)
    {
        var board = _shard.Services.Trunks.Registrations;
        foreach (var id in _standby) if (!_byTrunk.ContainsKey(id)) board.Remove(id);
        _standby.Clear();
        foreach (var trunk in catalogue.Trunks)
        {
            if (trunk is not { Enabled: true, Authentication.Registration: { } settings } || IsOurs(trunk)) continue;
            _standby.Add(trunk.Id);
            board.Set(trunk.Id, new RegistrationReport(RegistrationPhase.Idle, settings.Registrar.ToString(), 0, "another gateway registers", null, null, null, 0));
        }
    }

    private void Leave(TrunkId id, OutboundRegistration running)
    {
        _byTrunk.Remove(id);
        _leaving.Add(running);
        running.Stop();
    }
}
