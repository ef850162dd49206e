using Telephony.Rtp.Playback;

namespace Telephony.Calls.Endpoints;

/// <summary>Announcements by name. Any thread.</summary>
public interface IAnnouncementLibrary
{
    /// <summary>Calls back, at once or from another thread, with the clip or with a sentence that says what is wrong with the file.</summary>
    void Get(string path, Action<AudioClip?, string> onReady);
}
