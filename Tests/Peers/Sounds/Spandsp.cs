using System.Runtime.InteropServices;
using System.Text;

namespace Telephony.Peers.Sounds;

/// <summary>Makes and hears DTMF by libspandsp: another hand's work than the product's detector and generator.</summary>
public static unsafe partial class Spandsp
{
    private const string Library = "libspandsp.so.2";
    private const int Rate = 8000;
    private const int DoneAfter = 32;           // a transmitter that is out of digits fills nothing

    /// <summary>The keys one after the other, at 8 kHz, with this much of tone and of pause.</summary>
    public static short[] Make(string keys, TimeSpan on, TimeSpan off)
    {
        var transmitter = CreateTransmitter(0, 0, 0);
        try
        {
            SetTiming(transmitter, (int)on.TotalMilliseconds, (int)off.TotalMilliseconds);
            var sound = new List<short>();
            var frame = stackalloc short[160];
            foreach (var key in keys)
            {
                var one = Encoding.ASCII.GetBytes([key]);
                fixed (byte* text = one) _ = Put(transmitter, text, 1);
                for (var i = 0; i < DoneAfter; i++)
                {
                    var made = Transmit(transmitter, frame, 160);
                    if (made == 0) break;
                    sound.AddRange(new ReadOnlySpan<short>(frame, made));
                }
            }
            return [.. sound];
        }
        finally
        {
            FreeTransmitter(transmitter);
        }
    }

    /// <summary>The keys in a sound at 8 kHz.</summary>
    public static string Hear(ReadOnlySpan<short> samples)
    {
        var receiver = CreateReceiver(0, 0, 0);
        try
        {
            var heard = new StringBuilder();
            var keys = stackalloc byte[64];
            for (var at = 0; at < samples.Length; at += Rate / 50)
            {
                var part = samples[at..Math.Min(at + (Rate / 50), samples.Length)];
                fixed (short* pcm = part) _ = Receive(receiver, pcm, part.Length);
                var count = (int)Get(receiver, keys, 63);
                heard.Append(Encoding.ASCII.GetString(keys, count));
            }
            return heard.ToString();
        }
        finally
        {
            FreeReceiver(receiver);
        }
    }

    [LibraryImport(Library, EntryPoint = "dtmf_tx_init")]
    private static partial nint CreateTransmitter(nint state, nint callback, nint user);

    [LibraryImport(Library, EntryPoint = "dtmf_tx_set_timing")]
    private static partial void SetTiming(nint state, int on, int off);

    [LibraryImport(Library, EntryPoint = "dtmf_tx_put")]
    private static partial int Put(nint state, byte* digits, int length);

    [LibraryImport(Library, EntryPoint = "dtmf_tx")]
    private static partial int Transmit(nint state, short* samples, int most);

    [LibraryImport(Library, EntryPoint = "dtmf_tx_free")]
    private static partial int FreeTransmitter(nint state);

    [LibraryImport(Library, EntryPoint = "dtmf_rx_init")]
    private static partial nint CreateReceiver(nint state, nint callback, nint user);

    [LibraryImport(Library, EntryPoint = "dtmf_rx")]
    private static partial int Receive(nint state, short* samples, int length);

    [LibraryImport(Library, EntryPoint = "dtmf_rx_get")]
    private static partial nint Get(nint state, byte* digits, int most);

    [LibraryImport(Library, EntryPoint = "dtmf_rx_free")]
    private static partial int FreeReceiver(nint state);
}
