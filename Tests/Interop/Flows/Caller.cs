using System.Globalization;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;

namespace Telephony.Interop.Flows;

/// <summary>Somebody with a softphone who listens: he presses the next key when he has heard the question, however long the gateway takes for it. What the phone records is looked at while it grows.</summary>
/// <param name="log">For messages: what the gateway says.</param>
public sealed class Caller(Baresip phone, string name, Func<string> log)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(300);

    private int _heard;

    public Baresip Phone => phone;

    /// <summary>All that was recorded until now.</summary>
    public WaveFile Recording
    {
        get
        {
            var parts = phone.Recordings;
            return new WaveFile([.. parts.SelectMany(static part => part.Samples)], parts.Count > 0 ? parts[0].SamplesPerSecond : HeardSound.Rate);
        }
    }

    /// <summary>Waits until this begins, behind what was waited for before.</summary>
    public async Task HearsAsync(string prompt) => await HearsAsync((await SpokenPrompt.OfAsync(prompt)).Beginning, prompt);

    /// <summary>Waits until most of it was said.</summary>
    public async Task HearsWholeAsync(string prompt) => await HearsAsync(await SpokenPrompt.OfAsync(prompt), prompt);

    /// <summary>Waits for samples, of 8000 a second.</summary>
    public Task HearsAsync(short[] samples, string what) => HearsAsync(new SpokenPrompt(samples), what);

    /// <summary>Waits until a tone was there for so long.</summary>
    public async Task HearsAsync(int hertz, TimeSpan atLeast)
    {
        var heard = Recording;
        await Until.TrueAsync(
            () => ToneCheck.Of((heard = Recording).Samples.AsSpan(Math.Min(_heard, heard.Samples.Length)), heard.SamplesPerSecond, hertz).Heard >= atLeast,
            s_patience, () => $"{name} should have heard {hertz} Hz behind second {Seconds(_heard)} of {Seconds(heard.Samples.Length)}. Log:\n{log()}", s_look);
        _heard = heard.Samples.Length;
    }

    public async Task PressesAsync(string keys)
    {
        foreach (var key in keys) await phone.Control.PressAsync(key);
    }

    public Task IsConnectedAsync() => phone.Control.EventAsync("CALL_ESTABLISHED", s_patience);

    /// <summary>The other side hangs up.</summary>
    public Task IsLeftAsync() => phone.Control.EventAsync("CALL_CLOSED", s_patience);

    /// <summary>All that was heard; the phone is ended.</summary>
    public async Task<WaveFile> QuitsAsync()
    {
        await phone.QuitAsync();
        return Recording;
    }

    private async Task HearsAsync(SpokenPrompt prompt, string what)
    {
        var watch = new PromptWatch(prompt, _heard);
        var (length, at) = (0, -1);
        await Until.TrueAsync(
            () =>
            {
                var heard = new HeardSound(Recording);
                (length, at) = (heard.Length, watch.Look(heard));
                return at >= 0;
            },
            s_patience,
            () => $"{name} should have heard \"{what}\" behind second {Seconds(_heard)} of {Seconds(length)}. Log:\n{log()}",
            s_look);
        _heard = at;
    }

    private static string Seconds(int samples) => (samples / (double)HeardSound.Rate).ToString("0.0", CultureInfo.InvariantCulture);
}
