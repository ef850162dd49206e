using Microsoft.Extensions.Logging;
using Telephony.Calls.Admission;
using Telephony.Calls.Legs;
using Telephony.Calls.Shards;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Registration;

/// <summary>
/// Registers phones and PBXs of the accounts in trunk files (RFC 3261 10.3, RFC 3327, RFC 5626 6). A request is taken whole or not at all. Loop thread only.
/// <code>
///   flood? ─ 503   no proof ─ 401   not its address-of-record ─ 403   malformed ─ 400, 416, 439
///   too brief ─ 423   old CSeq ─ 500   else all changes, 200 with every Contact that is bound
/// </code>
/// </summary>
internal sealed class Registrar
{
    /// <summary>What one account may send: a burst, then one each second.</summary>
    private const int Burst = 20;

    private readonly CallShard _shard;
    private readonly ILogger _logger;
    private readonly TrunkIdentification _identification;
    private readonly Dictionary<string, long> _pace = new(StringComparer.Ordinal);
    private readonly Action<object?> _onExpired;

    public Registrar(CallShard shard, TrunkIdentification identification, ILogger logger)
    {
        (_shard, _identification, _logger) = (shard, identification, logger);
        Table = new BindingTable(shard.Services.Bindings, shard.Services.Trunks.Registrations);
        _onExpired = state => Table.Remove((LiveBinding)state!);
    }

    public BindingTable Table { get; }

    /// <summary>Takes up what an earlier process had registered. Connections are gone; what came by UDP is reached at once.</summary>
    public void Restore(IReadOnlyList<Binding> bindings)
    {
        foreach (var binding in bindings)
        {
            var left = binding.ExpiresAt - _shard.Now;
            if (left <= TimeSpan.Zero) continue;
            var kind = binding.Transport switch { "udp" => SignallingTransport.Udp, "tcp" => SignallingTransport.Tcp, _ => SignallingTransport.Tls };
            var local = _shard.Listeners.For(kind.ToSip(), binding.Source.ToNet().ToIPAddress(), null);
            Table.Put(new LiveBinding(_shard.Loop, binding, local, 0, left, _onExpired), keep: false);
        }
    }

    /// <summary>Bindings of accounts that are gone from the catalogue go too.</summary>
    public void Apply(TrunkCatalogue catalogue)
    {
        foreach (var gone in Table.Where(b => catalogue.Accounts.FindUser(b.Binding.Account) is not { } known || known.Trunk.Id != b.Binding.Trunk || !known.Account.Aors.Contains(b.Binding.Aor))) Table.Remove(gone);
    }

    /// <summary>RFC 5626 6: a flow that broke takes its bindings along; other bindings of a connection may be reached by a new one.</summary>
    public void OnConnectionLost(long connectionId)
    {
        foreach (var lost in Table.Where(b => b.ConnectionId == connectionId && (b.Binding.RegId > 0 || b.Binding.BehindNat))) Table.Remove(lost);
    }

    public void On(IncomingRequest incoming)
    {
        var request = incoming.Request;
        var accounts = _shard.Services.Catalogue.Current.Accounts;
        if (accounts.IsEmpty)
        {
            incoming.Respond(405);
            return;
        }
        var named = TrunkOf(request) ?? _identification.Match(request, incoming.Source).Named;
        var verdict = _identification.VerifyAccount(request, named, out var account);
        if (account is null || verdict != DigestVerdict.Accepted)
        {
            _shard.Door.Offend(incoming.Source, verdict);
            if (verdict is DigestVerdict.Refused) _logger.RegisterRefused(incoming.Source.Remote, "the credentials are wrong");
            incoming.Respond(verdict == DigestVerdict.Malformed ? 400 : 401, default, TrunkIdentification.WriteAccountChallenge, (_identification, named, verdict));
            return;
        }
        _shard.Services.Bans.Vouch(incoming.Source.Remote);
        if (!TakesPace(account.Account.User))
        {
            incoming.Respond(503, default, static (ref SipWriter writer, int seconds) => writer.Header(HeaderName.RetryAfter, seconds), 5);
            return;
        }
        if (!account.Trunk.Enabled || !incoming.Source.Kind.ToWire().Satisfies(account.Trunk.Transport))
        {
            incoming.Respond(403);
            return;
        }
        var aor = request.ToAddress.TryGetUri(out var to) ? Dialing.SipUserText.Unescape(to.User) : "";
        if (!account.Account.Aors.Contains(aor))
        {
            _logger.RegisterRefused(incoming.Source.Remote, "the address-of-record is not the account's");
            incoming.Respond(403);
            return;
        }
        var status = RegisterRequest.Read(request, account.Account, out var register);
        if (status == 0) status = Update(incoming, request, account, aor, register);
        if (status == 423) incoming.Respond(423, default, static (ref SipWriter writer, long seconds) => writer.Header(HeaderName.MinExpires, seconds), (long)account.Account.MinExpires.TotalSeconds);
        else if (status != 0) incoming.Respond(status);
        else Answer(incoming, request, account.Trunk, aor, register);
    }

    /// <summary>The trunk whose address-of-record is to be registered: its phones are challenged with what it says, whatever network they are in. Null: it is nobody's.</summary>
    private Trunk? TrunkOf(SipMessage request) =>
        request.ToAddress.TryGetUri(out var to) ? _shard.Services.Catalogue.Current.Accounts.FindCalled(Dialing.SipUserText.Unescape(to.User), ResourceId.Gateway)?.Trunk : null;

    /// <summary>All changes or none (10.3 step 7). 0, 423 or 500.</summary>
    private int Update(IncomingRequest incoming, SipMessage request, TrunkAccount account, string aor, RegisterRequest register)
    {
        var (callId, cseq, now) = (SipText.ToText(request.CallId), request.CSeqNumber, _shard.Now);
        var bound = Table.Of(account.Trunk.Id, aor).ToList();
        if (register.RemovesAll)
        {
            if (bound.Exists(b => IsOld(b))) return 500;
            foreach (var each in bound) Table.Remove(each);
            return 0;
        }
        var made = new List<Binding>();
        foreach (var wanted in register.Contacts)
        {
            if (wanted.Seconds > 0 && wanted.Seconds < account.Account.MinExpires.TotalSeconds) return 423;
            var binding = BindingOf(incoming, request, account, aor, wanted, now);
            if (Same(binding) is { } known && IsOld(known)) return 500;
            made.Add(binding);
        }
        foreach (var binding in made)
        {
            if (Same(binding) is { } known) Table.Remove(known);
            if (binding.ExpiresAt <= now) continue;
            Table.Put(new LiveBinding(_shard.Loop, binding, incoming.Source.Local, incoming.Source.ConnectionId, binding.ExpiresAt - now, _onExpired));
            if (incoming.Source.ConnectionId != 0) _shard.UserAgent.Transports.KeepOpen(incoming.Source.ConnectionId, binding.ExpiresAt - now);
        }
        while (Table.Of(account.Trunk.Id, aor) is { } all && all.Count > account.Account.MaxContacts) Table.Remove(all[0]);
        return 0;

        bool IsOld(LiveBinding known) => known.Binding.SipCallId == callId && cseq <= known.Binding.CSeq;

        // Equal by URI, not by bytes (10.3); a phone that was restarted keeps its instance and leaves its old Contact behind.
        LiveBinding? Same(Binding binding) => Table.Find(binding.Key) ?? bound.Find(b =>
            (b.Binding.RegId == 0 && SipUriComparer.Same(System.Text.Encoding.UTF8.GetBytes(b.Binding.Contact), System.Text.Encoding.UTF8.GetBytes(binding.Contact)))
            || (binding.RegId == 0 && binding.Instance.Length > 0 && b.Binding.Instance == binding.Instance && b.Binding.RegId == 0));
    }

    private static Binding BindingOf(IncomingRequest incoming, SipMessage request, TrunkAccount account, string aor, WantedContact wanted, DateTimeOffset now)
    {
        var path = new List<string>();
        foreach (var value in request.Values(HeaderName.Path)) path.Add(SipText.ToText(value));
        return new Binding
        {
            Resource = account.Trunk.Resource,
            Trunk = account.Trunk.Id,
            Account = account.Account.User,
            Aor = aor,
            Contact = wanted.Uri,
            SipCallId = SipText.ToText(request.CallId),
            CSeq = request.CSeqNumber,
            RegisteredAt = now,
            ExpiresAt = now + TimeSpan.FromSeconds(Math.Min(wanted.Seconds, account.Account.MaxExpires.TotalSeconds)),
            Path = string.Join('\n', path),
            Instance = wanted.Instance,
            RegId = wanted.RegId,
            Transport = incoming.Source.Kind.ToWire().ToWord(),
            Source = incoming.Source.Remote.ToWire(),
            BehindNat = path.Count == 0 && RegisterRequest.IsBehindNat(request, incoming.Source, wanted.Uri),
            Software = SipText.ToText(request.Header(HeaderName.UserAgent)),
        };
    }

    /// <summary>200 with all that is bound now: also the answer to a REGISTER without Contact, which only asks (10.2.3).</summary>
    private void Answer(IncomingRequest incoming, SipMessage request, Trunk trunk, string aor, RegisterRequest register)
    {
        var flow = register.Contacts.Any(static c => c.RegId > 0);
        incoming.Respond(200, default, WriteBindings, (Bound: Table.Of(trunk.Id, aor), Now: _shard.Now, Flow: flow, Paths: request.Lists(HeaderName.Supported, "path"u8) ? request : null));
    }

    private static void WriteBindings(ref SipWriter writer, (IReadOnlyList<LiveBinding> Bound, DateTimeOffset Now, bool Flow, SipMessage? Paths) state)
    {
        foreach (var live in state.Bound)
        {
            writer.Begin(HeaderName.Contact);
            writer.Append("<"u8);
            writer.Append(live.Binding.Contact);
            writer.Append(">;expires="u8);
            writer.Append((long)Math.Max(0, Math.Ceiling((live.Binding.ExpiresAt - state.Now).TotalSeconds)));
            if (live.Binding.Instance.Length > 0)
            {
                writer.Append(";+sip.instance="u8);
                writer.Append(live.Binding.Instance);
            }
            if (live.Binding.RegId > 0)
            {
                writer.Append(";reg-id="u8);
                writer.Append(live.Binding.RegId);
            }
            writer.EndLine();
        }
        if (state.Paths is { } request) writer.Copy(request, HeaderName.Path);
        if (!state.Flow) return;
        writer.Header(HeaderName.Require, "outbound"u8);
        writer.Header("Flow-Timer"u8, "120"u8);
    }

    /// <summary>Flood protection behind the digest: what an account with a wild phone sends is bounded. Before it, the trunk's limits are.</summary>
    private bool TakesPace(string user)
    {
        var now = _shard.Loop.NowMilliseconds;
        var fullAt = Math.Max(now, _pace.GetValueOrDefault(user)) + 1000;
        if (fullAt - now > Burst * 1000) return false;
        _pace[user] = fullAt;
        return true;
    }
}
