using Telephony.Calls.Endpoints;
using Telephony.Calls.Interworking;
using Telephony.Calls.Loop;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Events;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Steering;

/// <summary>The gateway's side of a steered call: carries the controller's orders to the call, and what happens to the call back to it. Call loop only.</summary>
internal sealed class SteeredEnd(Call call, SteeredCall steered, ISteeredCallUser user) : GatewayEnd(call)
{
    private byte[] _description = [];
    private IFrameSource? _source;
    private IFrameSink? _sink;
    private MediaPlan? _heardPlan;
    private MediaPlan? _spokenPlan;
    private DigitTones? _tones;
    private bool _answered;
    private bool _rang;
    private bool _held;
    private bool _ended;

    public bool IsAnswered => _answered;

    public bool IsOver { get; private set; }

    public override void Begin()
    {
        // The controller answers, forwards or refuses it when it likes.
    }

    public void Accept()
    {
        if (IsOver || _answered || Call.IsOwn || Call.Phase != CallPhase.Arriving || WordAnswer(CodecsToward(Call.From)) is not { } description) return;
        _description = description;
        Call.AnswerLocally();
    }

    public override void Answer()
    {
        if (!Call.IsOwn) Call.A.Answer(null, _description);
        _answered = true;
        UpdateEar();
        UpdateVoice();
        user.OnAnswered(steered);
        TellHold();
    }

    /// <summary>From now on the phone hears this; null: nothing is sent to it.</summary>
    public void Speak(IFrameSource? source)
    {
        (_source, _spokenPlan) = (source, null);
        UpdateVoice();
    }

    /// <summary>From now on this hears the phone; null: nobody does.</summary>
    public void Listen(IFrameSink? sink)
    {
        (_sink, _heardPlan) = (sink, null);
        UpdateEar();
    }

    public void SendDigit(DtmfDigit digit, TimeSpan duration)
    {
        if (IsOver || Call.Near is not { Media: { Plan: { } plan } media } near) return;
        switch (DigitHabits.Of(near).FormToward(plan))
        {
            case DigitForm.Event:
                media.Leg.SendDigit(digit, duration);
                break;
            case DigitForm.Info:
                InfoDigits.Send(near, digit, duration);
                break;
            default:
                if (_tones is { } tones) media.Leg.Run(static state => { var (speaks, key, length) = ((DigitTones, DtmfDigit, TimeSpan))state!; speaks.Queue(key, length); }, (tones, digit, duration));
                break;
        }
    }

    public override void OnPlanChanged()
    {
        if (!_answered || IsOver) return;
        UpdateEar();
        UpdateVoice();
        TellHold();
    }

    public override void OnProgress(SipMessage response)
    {
        if (_rang || response.StatusCode is not (180 or 183)) return;
        _rang = true;
        user.OnRinging(steered);
    }

    public override void OnDigit(DtmfDigit digit, TimeSpan duration)
    {
        if (!IsOver && digit.IsAudible) user.OnDigit(steered, digit.Symbol, duration);
    }

    public override void OnEnded(CallCause cause)
    {
        if (IsOver) return;
        (_ended, IsOver) = (true, true);
        user.OnEnded(steered, cause);
    }

    public override void Leave()
    {
        if (IsOver) return;
        IsOver = true;
        if (!_ended) user.OnLeft(steered);
    }

    /// <summary>DR-32.</summary>
    private void TellHold()
    {
        if (IsOver || Call.Near?.Media?.Plan is not { } plan || plan.HeldByPeer == _held) return;
        _held = plan.HeldByPeer;
        user.OnHeld(steered, _held);
    }

    private void UpdateEar()
    {
        if (!_answered || IsOver || Call.Near is not { Media: { Plan: { } plan } media } near || plan.Equals(_heardPlan)) return;
        _heardPlan = plan;
        if (_sink is not { } sink)
        {
            media.Leg.Convert(null);
            return;
        }
        var tones = DigitHabits.Of(near).FormFrom(plan) == DigitForm.Tone;
        if (EndEar.TryCreate(plan.Codecs, sink, tones, out var ear, out var why)) media.Leg.Convert(ear);
        else Note(plan, why);
    }

    private void UpdateVoice()
    {
        if (!_answered || IsOver || Call.Near is not { Media: { Plan: { } plan } media } || plan.Equals(_spokenPlan)) return;
        _spokenPlan = plan;
        _tones = null;
        if (_source is not { } source)
        {
            media.Leg.StopPlay();
            return;
        }
        if (!FrameEncoder.TryCreate(plan.Audio, PacketTimes.Toward(plan), SteeredSound.SampleRate, out var encoder, out var why))
        {
            Note(plan, why);
            return;
        }
        var voice = new EndVoice(source, encoder);
        _tones = voice.Tones;
        media.Leg.Play(voice);
    }

    private void Note(MediaPlan plan, string why) => Call.Trace.Add(DecisionRule.Media, plan.Audio.Codec.Name, DecisionVerdict.Failed, why);
}
