using System.Collections.Concurrent;
using Telephony.Audio.Files;
using Telephony.Calls.Endpoints;
using Telephony.Rtp.Playback;

namespace Telephony.Host.Composition;

/// <summary>WAV files below the data directory, kept ready in both laws of G.711; read again when the file has changed.</summary>
internal sealed class Announcements(string folder) : IAnnouncementLibrary
{
    private const long LargestFile = 100 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, (DateTime Written, AudioClip Clip)> _clips = new(StringComparer.Ordinal);

    public void Get(string path, Action<AudioClip?, string> onReady)
    {
        var full = Path.GetFullPath(Path.Combine(folder, path));
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                var clip = state.Self.Load(state.full, state.path, out var why);
                state.onReady(clip, why);
            },
            (Self: this, full, path, onReady), preferLocal: false);
    }

    private AudioClip? Load(string full, string path, out string why)
    {
        why = "";
        try
        {
            var file = new FileInfo(full);
            if (!file.Exists) { why = $"The announcement {path} does not exist in the data directory."; return null; }
            if (_clips.TryGetValue(full, out var kept) && kept.Written == file.LastWriteTimeUtc) return kept.Clip;
            if (file.Length > LargestFile) { why = $"The announcement {path} has {file.Length} bytes; {LargestFile} are allowed."; return null; }
            if (!Announcement.TryLoad(File.ReadAllBytes(full), out var loaded, out var rejection)) { why = $"The announcement {path} cannot be played: {rejection.Sentence}"; return null; }
            var clip = new AudioClip(loaded!.MuLaw, loaded.ALaw);
            _clips[full] = (file.LastWriteTimeUtc, clip);
            return clip;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            why = $"The announcement {path} cannot be read: {failure.Message}";
            return null;
        }
    }
}
