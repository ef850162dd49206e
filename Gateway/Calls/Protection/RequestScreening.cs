using Telephony.Calls.Admission;
using Telephony.Calls.Loop;
using Telephony.Calls.Shards;
using Telephony.Calls.Trunks;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Protection;

/// <summary>
/// The door of a shard: which requests outside of dialogs are looked at, which are refused without state, and which are not even answered. Cheapest first; an emergency call of a
/// trunk passes all of it but the question whose it is. Loop thread only.
/// </summary>
internal sealed class RequestScreening(CallShard shard, TrunkIdentification identification)
{
    private readonly SourceRates _rates = new(shard.Services.Protection);
    private readonly LoadShedder _shedder = new(shard.Services.Protection.ShedAfter);

    private CallServices Services => shard.Services;

    public Screening Screen(SipMessage request, in SipSource source, bool draining)
    {
        var match = identification.Match(request, source);
        if (match is not (TrunkMatch.Found or TrunkMatch.NeedsDigest)) return RefuseStranger(match, request, source);
        if (match is TrunkMatch.NeedsDigest && !Services.Bans.IsVouched(source.Remote) && !_rates.PassesStranger(source.Remote, shard.Loop.NowMilliseconds)) return Refuse(Screening.Drop);
        var trunk = match.Named!;   // both name one
        var limiter = Services.Trunks.LimiterOf(trunk);
        if ((!_rates.PassesPartner(source.Remote, shard.Loop.NowMilliseconds) || limiter.TryRequest(Services.Trunks.NowMs) != LimitRefusal.None) && !IsEmergency(request, trunk)) return Refuse(Screening.Refuse(503) with { ToPartner = true });
        var rest = Screening.Refuse(503, Services.Options.RetryAfterSeconds) with { ToPartner = true };
        if (draining || (Services.Trunks.IsDraining(trunk) && !IsEmergency(request, trunk))) return Refuse(rest);
        if (IsTooMuch() && !IsEmergency(request, trunk)) return Refuse(rest);
        if (request.Method != SipMethod.Invite) return Screening.Accept;
        if ((!Services.Journal.CanAcceptCalls || Services.Statistics.Active >= Services.Options.MaximumCalls) && !IsEmergency(request, trunk)) return Refuse(rest);
        return Screening.Accept;
    }

    private Screening RefuseStranger(TrunkMatch match, SipMessage request, in SipSource source)
    {
        Note(match, request, source);
        if (match is TrunkMatch.Disabled) return Refuse(Screening.Refuse(503));
        if (match is TrunkMatch.Unknown) Services.Bans.Offend(source.Kind, source.Remote, 1, "it sends requests and is of no trunk");
        if (!_rates.PassesStranger(source.Remote, shard.Loop.NowMilliseconds)) return Refuse(Screening.Drop);
        return Refuse(Services.SilentToUnknown ? Screening.Drop : Screening.Refuse(match.Fault.ToStatus(), 0, RefusalPhrases.Of(match.Fault)));
    }

    /// <summary>The trace of a request that is not let in. A stranger's scan fills no log: only what comes near to a trunk is said, and seldom.</summary>
    public void Note(TrunkMatch match, SipMessage request, in SipSource source)
    {
        Services.Statistics.CountRefusedSource(match.Fault.ToWord());
        var method = SipText.ToText(request.Method.ToBytes());
        var say = Services.Refused.Note(source.Remote, SipText.ToText(source.Kind.ViaToken()), method, match);
        if (say && (match.Named is not null || source.Tls?.Certificate is not null)) shard.Logger.Refused(method, source.Remote, SipText.ToText(source.Kind.ViaToken()), match.Fault.ToWord(), match.Reason);
        else shard.Logger.Stranger(source.Remote, match.Reason);
    }

    /// <summary>A wrong password is worth more than asking without one, which every client does first.</summary>
    public void Offend(in SipSource source, Sip.Authentication.DigestVerdict verdict)
    {
        if (verdict == Sip.Authentication.DigestVerdict.Stale) return;
        var wrong = verdict is Sip.Authentication.DigestVerdict.Refused or Sip.Authentication.DigestVerdict.Malformed;
        Services.Bans.Offend(source.Kind, source.Remote, wrong ? 3 : 1, wrong ? "it shows wrong credentials" : "it asks for calls and shows no credentials");
    }

    /// <summary>Whether the request at hand has waited too long for this loop, as others before it have, and is one of those that are refused for it.</summary>
    private bool IsTooMuch()
    {
        var waited = shard.Loop.QueueDelayMilliseconds;
        switch (_shedder.Observe(waited, shard.Loop.NowMilliseconds))
        {
            case LoadChange.Began:
                shard.Logger.Overloaded((long)waited);
                break;
            case LoadChange.Ended:
                shard.Logger.OverloadOver(_shedder.Refused);
                break;
            default:
                break;
        }
        if (!_shedder.Sheds(waited, shard.Random.NextDouble())) return false;
        Services.Statistics.CountShed();
        return true;
    }

    private Screening Refuse(Screening screening)
    {
        Services.Statistics.CountScreened();
        return screening;
    }

    private bool IsEmergency(SipMessage request, Trunk trunk) => EmergencyRequest.Is(request, trunk, Services.Catalogue.Current);
}
