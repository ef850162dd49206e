using Telephony.FlowRunner.Recordings;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Flows;

/// <summary>Messages that have been in their mailboxes long enough.</summary>
public sealed class OldVoicemailTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Old_ones_go_with_their_notes_and_others_stay()
    {
        var old = Message("office", "old", days: 31, "json");
        var young = Message("office", "young", days: 29, "json");
        var untold = Message("sales", "untold", days: 40, "new.json");
        var unmailed = Message("sales", "unmailed", days: 40, "json");
        Assert.Equal(1, OldVoicemail.Sweep(_directory.Path, Now - TimeSpan.FromDays(30), new HashSet<string> { unmailed }));
        Assert.Equal((false, false, true, true, true), (File.Exists(old), File.Exists(Path.ChangeExtension(old, "json")), File.Exists(young), File.Exists(untold), File.Exists(unmailed)));
        Assert.Equal(1, OldVoicemail.Sweep(_directory.Path, Now - TimeSpan.FromDays(30), new HashSet<string>()));
        Assert.False(File.Exists(unmailed));
    }

    [Fact]
    public void Without_a_mailbox_there_is_nothing_to_do() => Assert.Equal(0, OldVoicemail.Sweep(_directory.File("none"), Now, new HashSet<string>()));

    private string Message(string mailbox, string name, int days, string note)
    {
        var folder = Path.Combine(_directory.Path, "voicemail", mailbox);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.{note}"), "{}");
        var file = Path.Combine(folder, $"{name}.wav");
        File.WriteAllText(file, "sound");
        File.SetLastWriteTimeUtc(file, Now.UtcDateTime - TimeSpan.FromDays(days));
        return file;
    }
}
