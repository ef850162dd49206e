using Telephony.Audio.Files;
using Telephony.Audio.Tones;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Inventory;

namespace Telephony.Host.Composition;

/// <summary>Numbers for the first calls, made when the inventory is empty. Of the range that is never assigned (NANP 555-0100 to 555-0199).</summary>
internal static class DemoNumbers
{
    public const string Echo = "+12025550100";
    public const string Announcement = "+12025550101";

    public const string Reception = "+12025550102";
    public const string Queue = "+12025550103";
    public const string Mailbox = "+12025550104";

    private const string Clip = "announcements/welcome.wav";

    /// <summary>What the support queue of the examples plays.</summary>
    private const string Music = "music/hold.wav";

    public static async Task SeedAsync(NumberInventory inventory, NumberCatalogueHolder numbers, string dataDirectory, CancellationToken cancellation)
    {
        var known = numbers.Current.Records;
        // Another gateway on the same store may have made the numbers: the tune is in each one's own directory.
        if (known.Count == 0 || known.Any(static record => record.Destination is Destination.Announcement { Path: Clip }))
        {
            Write(Path.Combine(dataDirectory, Clip), [523.25, 659.26, 783.99, 1046.5, 783.99, 1046.5], TimeSpan.FromMilliseconds(250), -12);
            Write(Path.Combine(dataDirectory, Music), [261.63, 329.63, 392, 329.63, 220, 261.63, 329.63, 261.63, 174.61, 220, 261.63, 220, 196, 246.94, 293.66, 246.94], TimeSpan.FromMilliseconds(500), -24);
        }
        if (known.Count > 0) return;
        await inventory.UpsertAsync(
            [
                Number(Echo, "Echo: you hear yourself", Destination.Echo.Instance),
                Number(Reception, "Reception: a call flow", new Destination.Flow("reception")),
                Number(Queue, "Support: a queue of calls", new Destination.Flow("support-queue")),
                Number(Mailbox, "Voice mailbox", new Destination.Flow("mailbox")),
                Number(Announcement, "Announcement: a short tune", new Destination.Announcement(Clip)),
            ],
            cancellation).ConfigureAwait(false);
    }

    private static NumberRecord Number(string text, string label, Destination destination)
    {
        var number = PhoneNumber.Parse(text);
        return new NumberRecord { Resource = ResourceId.Default, Range = NumberRange.Of(number), Label = label, Capabilities = NumberCapabilities.All, Destination = destination };
    }

    private static void Write(string path, double[] notes, TimeSpan each, double level)
    {
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        short[] tune = [.. notes.SelectMany(frequency => ToneGenerator.Make(new Tone([frequency], level), each))];
        File.WriteAllBytes(path, WavWriter.Pcm16(tune, 8000));
    }
}
