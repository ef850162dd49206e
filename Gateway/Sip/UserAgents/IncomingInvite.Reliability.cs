using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Reliability;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>Reliable provisional responses, and several early dialogs of one INVITE.</summary>
public sealed partial class IncomingInvite
{
    /// <summary>As many early dialogs as one INVITE may have; a fork beyond them shares the last tag.</summary>
    private const int MostForks = 8;

    private List<Dialog>? _forks;
    private byte[]? _held;
    private int _lastProvisional;

    /// <summary>
    /// The next responses make another early dialog with a tag of its own, as those of another fork would (RFC 3261 12.1): in it, another answer may be given.
    /// False: there are too many, or none yet; then all stays as it is.
    /// </summary>
    public bool TryFork()
    {
        if (IsAnswered || IsReinvite || Dialog is null || _forks is { Count: >= MostForks - 1 }) return false;
        (_forks ??= []).Add(Dialog);
        Dialog = null;
        Name(_agent.Layer.NewToken());
        return true;
    }

    /// <summary>The next responses, or the answer, belong to this early dialog again. Does nothing for one that is not of this INVITE.</summary>
    public void Resume(Dialog early)
    {
        if (IsAnswered || ReferenceEquals(early, Dialog) || _forks is null || !_forks.Remove(early)) return;
        if (Dialog is not null) _forks.Add(Dialog);
        Dialog = early;
        Name(early.Token);
    }

    /// <summary>The 2xx that waited for a PRACK may leave.</summary>
    internal void Release()
    {
        if (_held is not { } answer) return;
        _held = null;
        SendAnswer(answer);
    }

    /// <summary>A reliable response, or one that holds the 2xx back, was never acknowledged.</summary>
    internal void OnPrackMissing()
    {
        if (_held is null)
        {
            User?.OnPrackMissing(this);
            return;
        }
        GiveUpHeld(504);
        var dialog = Dialog!;   // an answered INVITE has one
        dialog.OnIncomingOver(this);
        Over();
        dialog.End(new DialogEnd(DialogEndCause.Gone, 504));
    }

    /// <summary>The 2xx never left: the INVITE fails instead.</summary>
    private void GiveUpHeld(int status)
    {
        _held = null;
        if (_request is { } request) Send<object?>(request, status, default, null, null, default, default);
    }

    private bool IsReliable(Dialog dialog, bool wanted) =>
        Extensions.Reliability != ProvisionalReliability.Off && TakesReliable && !IsReinvite && (wanted || DemandsReliable || dialog.Reliable is not null);

    private void SendReliably<TState>(
        Dialog dialog, SipMessage request, int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body)
    {
        var reliable = dialog.Reliable ??= new ReliableResponses(_agent, Transaction, this);
        if (reliable.IsFull && body.IsEmpty) return;
        var rseq = reliable.NextRSeq();
        reliable.Provisional(rseq, status, Compose(request, status, reason, headers, state, contentType, body, rseq), !body.IsEmpty);
        _agent.Layer.Timers.Arm(this, ReliableRefresh);
    }

    /// <summary>RFC 3262 3: a reliable response cannot be repeated to keep proxies from giving up; a new one is sent every two and a half minutes.</summary>
    private const int ReliableRefresh = 150_000;

    private void Name(Transactions.SipToken token)
    {
        LocalToken = token;
        _localTag = UserAgent.TextOf(token);
        Transaction.LocalTag = token;
    }

    private void EndForks()
    {
        if (_forks is not { } forks) return;
        _forks = null;
        foreach (var dialog in forks)
        {
            dialog.OnIncomingOver(this);
            dialog.End(new DialogEnd(DialogEndCause.NotChosen));
        }
    }
}
