using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Transfer;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Silence;

/// <summary>
/// A leg whose media died: its peer is asked by OPTIONS in the dialog whether it is still there. One that does not answer, or does not know the dialog, is gone,
/// and the call is cleared with a Reason. One that answers keeps the call for as long again, or for good, as the trunk's <c>onLoss</c> says. On hold there is no
/// silence to speak of. Call loop only.
/// </summary>
internal sealed class MediaLoss : IResponseUser
{
    /// <summary>A peer that lives answers sooner.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly Call _call;
    private readonly Leg _leg;
    private readonly LoopTimer _timer;
    private OutgoingRequest? _question;
    private long _heard;

    public MediaLoss(Call call, Leg leg)
    {
        (_call, _leg) = (call, leg);
        _timer = new LoopTimer(static self => ((MediaLoss)self!).OnTimer(), this);
    }

    public Leg Leg => _leg;

    private string Who => _call.NameOf(_leg);

    /// <summary>A side that carries out a transfer has other things to do than to speak.</summary>
    private bool IsReferred => _call.Transfer is Referral;

    private long Heard => _leg.Media?.Leg.Quality is { } quality ? quality.ReceivedPackets + quality.RtcpReceived : 0;

    /// <summary>Nothing was heard for the time that the trunk allows.</summary>
    public void OnSilent()
    {
        _call.Trace.Add(DecisionRule.Guard, Who, DecisionVerdict.Failed, "media timeout");
        if (!_call.Services.Options.EndOnMediaTimeout || _leg.Trunk.Media.OnLoss == MediaLossAction.Ignore || _call.AnsweredAtMs is null || _timer.IsArmed || IsReferred) return;
        _heard = Heard;
        Ask();
    }

    public void Stop()
    {
        _call.Shard.Loop.Timers.Cancel(_timer);
        _question?.Abandon();
        _question = null;
    }

    public void OnResponse(OutgoingRequest request, SipMessage response)
    {
        if (!ReferenceEquals(request, _question)) return;
        _question = null;
        if (response.StatusCode is 408 or 481) Clear("and it does not know the call any more");
        else _call.Shard.Loop.Timers.Arm(_timer, _leg.Trunk.Media.AfterLast);
    }

    public void OnFailed(OutgoingRequest request, RequestFailure failure)
    {
        if (ReferenceEquals(request, _question)) Clear("and it does not answer");
    }

    private void Ask()
    {
        if (_leg.Dialog is not { } dialog || _leg.IsGone) return;
        _call.Shard.Loop.Timers.Arm(_timer, AnswerLimit);
        _question = dialog.Send(SipMethod.Options, this, WriteAccept, (object?)null);
    }

    private void OnTimer()
    {
        if (_question is not null)
        {
            Clear("and it does not answer");
            return;
        }
        if (Heard != _heard || IsReferred || _leg.Media?.Plan is not { Receives: true }) return;   // it speaks again, or is held
        if (_leg.Trunk.Media.OnLoss == MediaLossAction.Keep) Ask();
        else Clear("though it answers");
    }

    private void Clear(string more)
    {
        Stop();
        _call.Stop(0, 102, $"No media came from the {Who} any more, {more}.");
    }

    private static void WriteAccept(ref SipWriter writer, object? unused) => writer.Header(HeaderName.Accept, "application/sdp"u8);
}
