using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Dialogs;

/// <summary>
/// The dialogs of one loop by our own tag, read as a number. Forks of one INVITE share it and form a chain. Whoever guesses neither our tag nor the
/// other side's finds nothing.
/// </summary>
internal sealed class DialogTable(UserAgentStatistics statistics)
{
    private readonly Dictionary<UInt128, Dialog> _byLocalTag = [];
    private int _count;

    public IEnumerable<Dialog> All
    {
        get
        {
            foreach (var first in _byLocalTag.Values)
            {
                for (var dialog = first; dialog is not null; dialog = dialog.NextFork) yield return dialog;
            }
        }
    }

    public void Add(Dialog dialog)
    {
        dialog.NextFork = _byLocalTag.GetValueOrDefault(dialog.Token.Value);
        _byLocalTag[dialog.Token.Value] = dialog;
        statistics.Dialogs = ++_count;
    }

    public void Remove(Dialog dialog)
    {
        if (!_byLocalTag.TryGetValue(dialog.Token.Value, out var at)) return;
        if (at == dialog)
        {
            if (dialog.NextFork is null) _byLocalTag.Remove(dialog.Token.Value);
            else _byLocalTag[dialog.Token.Value] = dialog.NextFork;
        }
        else
        {
            while (at.NextFork is not null && at.NextFork != dialog) at = at.NextFork;
            if (at.NextFork is null) return;
            at.NextFork = dialog.NextFork;
        }
        dialog.NextFork = null;
        statistics.Dialogs = --_count;
    }

    /// <summary>The dialog of a request of the other side: its To tag is ours.</summary>
    public Dialog? Find(SipMessage request) =>
        SipToken.TryRead(request.ToTag, out var token) ? Find(token, request.FromTag, request.CallId) : null;

    public Dialog? Find(SipToken local, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> callId)
    {
        var dialog = _byLocalTag.GetValueOrDefault(local.Value);
        while (dialog is not null && !(dialog.RemoteTag.Span.SequenceEqual(remoteTag) && dialog.CallId.Span.SequenceEqual(callId))) dialog = dialog.NextFork;
        return dialog;
    }

    /// <summary>All dialogs that grew from one INVITE of ours.</summary>
    public Dialog? FirstFork(SipToken local) => _byLocalTag.GetValueOrDefault(local.Value);
}
