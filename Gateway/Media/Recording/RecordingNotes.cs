using Microsoft.Extensions.Logging;

namespace Telephony.Media.Recording;

/// <summary>A small document beside each recording that somebody has still to be told of, <c>ID.note</c>. Any thread.</summary>
public sealed class RecordingNotes(RecordingStoreOptions options, ILogger log)
{
    private const string Extension = ".note";

    /// <summary>Replaced whole: after a crash it is the old one or the new one.</summary>
    public void Write(string id, ReadOnlySpan<byte> note)
    {
        try
        {
            Directory.CreateDirectory(options.Folder);
            var path = PathOf(id);
            File.WriteAllBytes(path + ".new", note);
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.NoNote(id, e.Message);
        }
    }

    public void Delete(string id)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.NoNote(id, e.Message);
        }
    }

    /// <summary>Those that are there, by id.</summary>
    public IReadOnlyList<(string Id, byte[] Note)> All() =>
        Directory.Exists(options.Folder) ? [.. Directory.EnumerateFiles(options.Folder, "*" + Extension).Select(static path => (Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path)))] : [];

    private string PathOf(string id) => Path.Combine(options.Folder, id + Extension);
}
