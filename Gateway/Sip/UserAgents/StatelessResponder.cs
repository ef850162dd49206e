using Telephony.Sip.Messages;
using Telephony.Sip.Transactions;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// Answers without remembering (RFC 3261 8.2.7): what cannot be parsed, is refused at the door or belongs to nothing. Repetitions get the same answer
/// with the same tag. No more than so many a second leave, so that we are nobody's amplifier (those to a known partner are not counted: it must learn that it is refused);
/// never an answer to an ACK.
/// </summary>
internal sealed class StatelessResponder(UserAgent agent)
{
    private double _tokens = agent.Options.StatelessRepliesPerSecond;
    private long _filledAt;

    public void Reply<TState>(SipMessage request, in SipSource source, int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, bool partner = false)
    {
        if (request.Method == SipMethod.Ack) return;
        var target = ResponseWriter.TargetOf(request, source);
        if (!partner && !TryTake())
        {
            agent.Statistics.UnansweredRefusals++;
            return;
        }
        Span<byte> tag = stackalloc byte[SipToken.Length];
        new SipToken(agent.Layer.KeyOf(request, request.Method) >> 32).Write(tag);
        var parts = new ResponseParts { Status = status, Reason = reason, ToTag = tag, Common = agent.ResponseLines(request.Method, status) };
        ResponseWriter.Write(agent.Layer.Scratch, request, source, parts, headers, state);
        agent.Statistics.ResponsesOut++;
        agent.Layer.TrySend(agent.Layer.Scratch.Written, target, null, out _);
    }

    private bool TryTake()
    {
        var now = agent.Loop.NowMilliseconds;
        var rate = agent.Options.StatelessRepliesPerSecond;
        _tokens = Math.Min(rate, _tokens + ((now - _filledAt) * rate / 1000.0));
        _filledAt = now;
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}
