using Telephony.Automation.Connections;
using Telephony.Net.Loops;

namespace Telephony.Automation.Media;

/// <summary>Keys sent to a phone, one after the other; told when the last one is out, or the phone has gone. Call loop only.</summary>
internal sealed class ToneSending
{
    private static readonly TimeSpan s_tone = TimeSpan.FromMilliseconds(160);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(80);

    private readonly CallConnection _by;
    private readonly OperationTerms _terms;
    private readonly Participant _party;
    private readonly IReadOnlyList<char> _keys;
    private readonly LoopTimer _timer;
    private int _sent;

    public ToneSending(CallConnection by, OperationTerms terms, Participant party, IReadOnlyList<char> keys)
    {
        (_by, _terms, _party, _keys) = (by, terms, party, keys);
        _timer = new LoopTimer(static self => ((ToneSending)self!).Next(), this);
    }

    public void Begin() => Next();

    private void Next()
    {
        if (_party is not { IsConnected: true, Call: { } call })
        {
            _by.Tell(EventTypes.SendDtmfTonesFailed, _terms, ResultInformation.ParticipantLeft);
            return;
        }
        if (_sent == _keys.Count)
        {
            _by.Tell(EventTypes.SendDtmfTonesCompleted, _terms, ResultInformation.Success);
            return;
        }
        call.SendDigit(_keys[_sent++], s_tone);
        _by.Conversation.Desk.Loop.Timers.Arm(_timer, s_tone + s_pause);
    }
}
