using System.Text;
using Telephony.Audio.Sources;
using Telephony.Calls.Steering;
using Telephony.Domain.Records;

namespace Telephony.TestCalls.Phones;

/// <summary>
/// One call of a test phone: what can be done in it, and what has happened to it. What was heard is in <see cref="Ear"/>; <see cref="Listening.CallListener"/> says what it means. Any thread.
/// </summary>
public sealed class TestCall : ISteeredCallUser
{
    private static readonly TimeSpan s_key = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(120);

    private readonly TimeProvider _clock;
    private readonly TestMouth _mouth = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CallCause> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _guard = new();
    private readonly StringBuilder _keys = new();
    private SteeredCall? _call;
    private volatile CallCause? _end;
    private volatile bool _rang;

    internal TestCall(TimeProvider clock) => (_clock, Began) = (clock, clock.GetTimestamp());

    public TestEar Ear { get; } = new();

    public bool HasRung => _rang;

    public bool IsAnswered => _answered.Task.IsCompletedSuccessfully;

    /// <summary>Null: it goes on.</summary>
    public CallCause? End => _end;

    /// <summary>Completes when it is over.</summary>
    public Task<CallCause> Ended => _ended.Task;

    /// <summary>Keys that the other side has pressed so far.</summary>
    public string Keys
    {
        get { lock (_guard) return _keys.ToString(); }
    }

    public TimeSpan Age => _clock.GetElapsedTime(Began);

    internal TimeProvider Clock => _clock;

    private long Began { get; }

    /// <summary>False: it was refused, or nobody answered in time.</summary>
    public async Task<bool> IsAnsweredAsync(TimeSpan within, CancellationToken cancellation)
    {
        await ((Task)Task.WhenAny(_answered.Task, _ended.Task)).WaitAsync(within, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return IsAnswered;
    }

    /// <summary>False: it goes on still.</summary>
    public async Task<bool> IsOverAsync(TimeSpan within, CancellationToken cancellation)
    {
        await ((Task)_ended.Task).WaitAsync(within, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return _ended.Task.IsCompleted;
    }

    /// <summary>Presses keys, one after the other, in the form that the call has agreed on.</summary>
    public async Task PressAsync(string keys, CancellationToken cancellation)
    {
        foreach (var key in keys)
        {
            Post(call => call.SendDigit(key, s_key));
            await Task.Delay(s_key + s_pause, _clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Says a sound, to its end.</summary>
    public async Task SayAsync(PcmClip sound, CancellationToken cancellation)
    {
        _mouth.Say(sound.At(SteeredSound.SampleRate).Samples);
        while (_mouth.IsSpeaking && End is null) await Task.Delay(TimeSpan.FromMilliseconds(20), _clock, cancellation).ConfigureAwait(false);
    }

    /// <summary>Hangs up and waits for the end, which comes.</summary>
    public async Task HangUpAsync()
    {
        Post(static call => call.HangUp("The script hangs up."));
        await _ended.Task.ConfigureAwait(false);
    }

    void ISteeredCallUser.OnRinging(SteeredCall call) => _rang = true;

    void ISteeredCallUser.OnAnswered(SteeredCall call) => _answered.TrySetResult();

    void ISteeredCallUser.OnDigit(SteeredCall call, char digit, TimeSpan duration)
    {
        lock (_guard) _keys.Append(digit);
    }

    void ISteeredCallUser.OnEnded(SteeredCall call, CallCause cause) => Over(cause);

    void ISteeredCallUser.OnLeft(SteeredCall call) => Over(new CallCause(CallEndedBy.Callee, 0, 16, "The call was sent elsewhere."));

    /// <summary>Call loop.</summary>
    internal void Take(SteeredCall call)
    {
        _call = call;
        call.Speak(_mouth);
        call.Listen(Ear);
    }

    private void Over(CallCause cause)
    {
        _end = cause;
        _ended.TrySetResult(cause);
    }

    private void Post(Action<SteeredCall> act)
    {
        if (_call is { } call) call.Loop.Post(static state => { var (what, on) = ((Action<SteeredCall>, SteeredCall))state!; what(on); }, (act, call));
    }
}
