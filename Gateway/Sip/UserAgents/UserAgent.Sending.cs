using Telephony.Net.Addresses;
using Telephony.Sip.Authentication;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;
using HostText = Telephony.Sip.Messages.HostText;

namespace Telephony.Sip.UserAgents;

/// <summary>Requests outside a dialog (RFC 3261 8.1) and where they go.</summary>
public sealed partial class UserAgent
{
    /// <summary>Sends an INVITE. Its user is told nothing before this returns.</summary>
    /// <param name="extraHeaders">Called during the call, and once more where the request has to be written shorter. Allow, Supported, Contact, User-Agent and what RFC 3261 8.1.1 demands are written already.</param>
    public OutgoingInvite Invite<TState>(InviteDraft draft, IOutgoingInviteUser user, HeaderWriter<TState>? extraHeaders, TState state)
    {
        var token = draft.After?.LocalToken ?? Layer.NewToken();
        var tag = TextOf(token);
        var callId = draft.After is { } before ? before.CallId.ToArray() : draft.CallId.IsEmpty ? TextOf(Layer.NewToken()) : draft.CallId.ToArray();
        var invite = new OutgoingInvite(this, user, token, tag, callId, null, draft, DigestOf(draft), draft.Tap);
        var cseq = draft.After is { } failed ? failed.CSeq + 1 : draft.CSeq != 0 ? draft.CSeq : FirstCSeq();
        invite.SetCSeq(cseq);
        Begin(draft, invite.Attempts, invite.Digest, tag, callId, cseq, extraHeaders, state);
        return invite;
    }

    /// <summary>Sends another request outside a dialog. Its user is told nothing before this returns.</summary>
    public OutgoingRequest Send<TState>(RequestDraft draft, IResponseUser user, HeaderWriter<TState>? extraHeaders, TState state)
    {
        if (draft.Method is SipMethod.Invite or SipMethod.Ack or SipMethod.Cancel or SipMethod.Unknown)
            throw new ArgumentException($"{draft.Method} cannot be sent outside a dialog this way.", nameof(draft));
        var digest = DigestOf(draft);
        var request = new OutgoingRequest(this, draft.Method, null, user, draft, digest, draft.Tap);
        var cseq = draft.CSeq != 0 ? draft.CSeq : FirstCSeq();
        request.SetCSeq(cseq);
        var callId = draft.CallId.IsEmpty ? TextOf(Layer.NewToken()) : draft.CallId.ToArray();
        Begin(draft, request.Attempts, digest, TextOf(Layer.NewToken()), callId, cseq, extraHeaders, state);
        return request;
    }

    /// <summary>The listen point whose name goes into requests to this target; null when there is none.</summary>
    internal ListenPoint? LocalFor(in SipTarget target) =>
        target.Local is { } given && given.Kind == target.Kind ? given : (Transports.Choose(target.Kind, target.Remote, target.Local?.Local) ?? Transports.Choose(target.Kind, target.Remote))?.NamedAs(target.Local);

    /// <summary>RFC 3263 4 for a host that is an address: no look-up needed. False for a name.</summary>
    /// <param name="fallback">The transport when the URI names none.</param>
    internal bool TryNumericTarget(SipUriView uri, SipTransportKind fallback, ListenPoint? local, out SipTarget target)
    {
        target = default;
        if (!HostText.TryAddress(uri.Host, out var address)) return false;
        var kind = KindOf(uri, fallback);
        var remote = NetEndpoint.From(address, uri.Port != 0 ? uri.Port : kind.DefaultPort());
        target = new SipTarget(kind, remote, local is not null && local.Kind == kind && local.Local.IsV4 == remote.IsV4 ? local : (Transports.Choose(kind, remote, local?.Local.WithPort(0)) ?? Transports.Choose(kind, remote))?.NamedAs(local));
        return true;
    }

    /// <summary>Looks up a next hop by name; what waits is told its targets on this loop: <paramref name="fallback"/> when there is nothing better, or none.</summary>
    internal void Resolve(ReadOnlySpan<byte> hop, SipTarget fallback, RequestAttempts waiting)
    {
        SipTarget[] known = fallback.Remote.IsNone ? [] : [fallback];
        if (_resolver is null || !SipUriView.TryParse(hop, out var uri))
        {
            waiting.Resolved(known);
            return;
        }
        var request = new SipResolutionRequest(
            SipText.ToText(uri.Host), uri.Port == 0 ? null : uri.Port, TransportOf(uri), uri.Scheme == SipUriScheme.Sips);
        _resolver.Resolve(request, Loop, outcome => waiting.Resolved(outcome is SipResolution.Found found
            ? [.. found.Targets.Select(target => target with { Local = fallback.Local, Profile = fallback.Profile })]
            : known));
    }

    private static SipTransportKind? TransportOf(SipUriView uri)
    {
        if (!uri.TryGetParam("transport"u8, out var name)) return null;
        if (SipText.Same(name, "udp"u8)) return SipTransportKind.Udp;
        if (SipText.Same(name, "tls"u8)) return SipTransportKind.Tls;
        return SipText.Same(name, "tcp"u8) ? uri.Scheme == SipUriScheme.Sips ? SipTransportKind.Tls : SipTransportKind.Tcp : null;
    }

    private static SipTransportKind KindOf(SipUriView uri, SipTransportKind fallback) =>
        TransportOf(uri) ?? (uri.Scheme == SipUriScheme.Sips ? SipTransportKind.Tls : fallback);

    private DigestClient? DigestOf(RequestDraft draft) => draft.Credentials is { } credentials ? new DigestClient(credentials, Random) : null;

    private void Begin<TState>(
        RequestDraft draft, RequestAttempts attempts, DigestClient? digest, byte[] tag, byte[] callId, uint cseq, HeaderWriter<TState>? extraHeaders, TState state)
    {
        var routes = RouteSet.Of(draft.Routes.Select(route => route.ToArray()));
        var targets = TargetsOf(draft, routes);
        var local = targets.Count > 0 ? draft.ListenPoint ?? LocalFor(targets[0]) : Transports.ListenPoints.Count > 0 ? draft.ListenPoint ?? Transports.ListenPoints[0] : null;
        if (local is null)
        {
            attempts.FailIfUnsent(RequestFailure.TransportError);
            return;
        }
        var uri = draft.RequestUri.Span;
        var parts = new RequestParts
        {
            Method = draft.Method,
            Uri = routes.RequestUri(uri),
            Routes = routes.Lines(uri),
            MaxForwards = draft.MaxForwards,
            From = draft.From.Span,
            FromTag = tag,
            To = draft.To.Span,
            CallId = callId,
            CSeq = cseq,
            HasContact = draft.Method != SipMethod.Message,      // RFC 3428 4
            ContactUser = draft.ContactUser.Span,
            ContactParameters = draft.ContactParameters.Span,
            ContactUriParameters = draft.ContactUriParameters.Span,
            Credentials = digest is { HasChallenge: true } ? WriteCredentials(digest, draft.Method, uri) : default,
            Common = CommonLines(draft.Method, (draft as InviteDraft)?.Extensions ?? Extensions.All, first: true),
            ContentType = draft.ContentType.Span,
            Body = draft.Body.Span,
        };
        var image = RequestWriter.Write(Layer.Scratch, parts, local, Layer.NewBranch(), extraHeaders, state);
        if (draft.LargeRequests == LargeRequestPolicy.Shrink && IsTooLong(image, targets.Count > 0 ? targets[0].Kind : local.Kind))
        {
            parts.Common = CommonLines(draft.Method, (draft as InviteDraft)?.Extensions ?? Extensions.All, first: true, compact: true);
            image = WriteAgain(image, parts, local, extraHeaders, state);
            if (draft.ShorterBody is { } shorter && IsTooLong(image, local.Kind))
            {
                parts.Body = shorter().Span;
                image = WriteAgain(image, parts, local, extraHeaders, state);
            }
        }
        if (targets.Count > 0)
        {
            attempts.Start(image, targets);
            return;
        }
        attempts.Wait(image);
        Resolve(routes.IsEmpty ? uri : routes.NextHop, new SipTarget { Profile = draft.Profile }, attempts);
    }

    /// <summary>RFC 3261 18.1.1.</summary>
    internal bool IsTooLong(RequestImage image, SipTransportKind kind) => kind == SipTransportKind.Udp && image.Bytes.Length > Options.LargestDatagramBytes;

    /// <summary>The same request with compact header names in place of the other.</summary>
    internal RequestImage WriteAgain<TState>(RequestImage longer, scoped in RequestParts parts, ListenPoint local, HeaderWriter<TState>? headers, TState state)
    {
        longer.Release();
        return RequestWriter.Write(Layer.Scratch, parts, local, Layer.NewBranch(), headers, state, compact: true);
    }

    /// <summary>Those of the draft, else the next hop if it is an address; empty: a name to be looked up.</summary>
    private IReadOnlyList<SipTarget> TargetsOf(RequestDraft draft, RouteSet routes)
    {
        if (draft.Targets.Count > 0) return draft.ListenPoint is { } point ? [.. draft.Targets.Select(t => t with { Local = t.Local ?? point })] : draft.Targets;
        var hop = routes.IsEmpty ? draft.RequestUri.Span : routes.NextHop;
        return SipUriView.TryParse(hop, out var uri) && TryNumericTarget(uri, SipTransportKind.Udp, draft.ListenPoint, out var target) ? [target] : [];
    }
}
