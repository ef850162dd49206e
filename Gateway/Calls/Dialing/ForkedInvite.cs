using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Dialing;

/// <summary>
/// Several INVITEs with one offer that ring at once and are one attempt to their owner, as a forking proxy would make them (RFC 3261 16.6, 16.7): the first 2xx
/// wins and the others are cancelled; a 6xx ends them all; when all have failed, the best failure is told. Loop thread only.
/// </summary>
internal sealed class ForkedInvite(IOutgoingInviteUser owner) : IOutgoingInviteUser
{
    private static readonly byte[] Elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\""u8.ToArray();

    private readonly List<OutgoingInvite> _open = [];
    private InviteFailure? _best;
    private bool _over;

    public void Add(OutgoingInvite branch) => _open.Add(branch);

    /// <summary>Gives all up; nothing more is heard.</summary>
    public void Abandon(ReadOnlySpan<byte> reason)
    {
        _over = true;
        foreach (var branch in _open) branch.Abandon(reason);
        _open.Clear();
    }

    public void OnTrying(OutgoingInvite invite)
    {
        if (!_over) owner.OnTrying(invite);
    }

    public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response)
    {
        if (!_over) owner.OnProvisional(invite, early, response);
    }

    public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
    {
        _open.Remove(invite);
        if (_over)
        {
            dialog.Ack();
            dialog.Bye();
            return;
        }
        Abandon(Elsewhere);
        owner.OnAnswered(invite, dialog, response);
    }

    public void OnFailed(OutgoingInvite invite, in InviteFailure failure)
    {
        _open.Remove(invite);
        if (_over) return;
        if (_best is not { } best || Rank(failure.Status) < Rank(best.Status)) _best = failure with { Response = failure.Response?.Detach() };
        if (failure.Status >= 600) Abandon(default);
        if (_open.Count > 0) return;
        _over = true;
        owner.OnFailed(invite, _best.Value);   // set above
    }

    /// <summary>16.7 step 6: 6xx first, then the lowest class; within 4xx what tells how to go on; a busy phone says more than one that is away.</summary>
    private static int Rank(int status) => status switch
    {
        >= 600 => 0,
        401 or 407 or 415 or 420 or 484 => 1,
        486 => 2,
        >= 300 and < 400 => 3,
        408 or 480 or 487 => 5,
        < 500 => 4,
        503 => 8,
        _ => 7,
    };
}
