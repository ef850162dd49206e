using Telephony.Host.Composition;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Host;

/// <summary>One running gateway per data directory.</summary>
public sealed class DataLockTests
{
    [Fact]
    public void A_second_gateway_does_not_start_and_is_told_what_to_change()
    {
        using var directory = new TemporaryDirectory();
        using var first = DataLock.Take(directory.Path);
        var refused = Assert.Throws<StartException>(() => DataLock.Take(directory.Path));
        Assert.Contains($"Another gateway runs on the data directory {directory.Path}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Telephony:DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_frees_itself_and_the_directory_is_made_where_it_is_missing()
    {
        using var directory = new TemporaryDirectory();
        var below = Path.Combine(directory.Path, "not", "yet");
        DataLock.Take(below).Dispose();
        using var again = DataLock.Take(below);
        Assert.True(File.Exists(Path.Combine(below, "gateway.lock")));
    }

    [Fact]
    public void A_file_of_a_process_that_is_gone_is_no_lock()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(directory.Path, "gateway.lock"), "4711\n");
        using var taken = DataLock.Take(directory.Path);
        taken.Dispose();
        Assert.Equal($"{Environment.ProcessId}\n", File.ReadAllText(Path.Combine(directory.Path, "gateway.lock")));
    }

    [Fact]
    public void A_place_that_cannot_be_a_directory_is_a_sentence()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "file");
        File.WriteAllText(file, "");
        var refused = Assert.Throws<StartException>(() => DataLock.Take(Path.Combine(file, "data")));
        Assert.StartsWith("The data directory", refused.Message, StringComparison.Ordinal);
    }
}
