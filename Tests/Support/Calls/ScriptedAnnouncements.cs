using Telephony.Audio.Codecs;
using Telephony.Calls.Endpoints;
using Telephony.Rtp.Playback;

namespace Telephony.Support.Calls;

/// <summary>Announcements of a test: silence of a given length under a name; any other name is a missing file.</summary>
public sealed class ScriptedAnnouncements : IAnnouncementLibrary
{
    private readonly Dictionary<string, AudioClip> _clips = [];

    public void Add(string path, double seconds)
    {
        var law = new byte[(int)(seconds * 8000)];
        law.AsSpan().Fill(0xD5);
        _clips[path] = new AudioClip(law, law);
    }

    /// <param name="samples">At 8000 Hz.</param>
    public void Add(string path, short[] samples) => _clips[path] = new AudioClip(G711.Encode(G711Law.MuLaw, samples), G711.Encode(G711Law.ALaw, samples));

    public void Get(string path, Action<AudioClip?, string> onReady)
    {
        if (_clips.TryGetValue(path, out var clip)) onReady(clip, "");
        else onReady(null, $"The announcement {path} is not there.");
    }
}
