"""The plugins' mapping of keyword pages, as a careful Python programmer would write it with orjson.

It makes the same fields of the same items, merges an owner's repeats, and looks for addresses in captions with one
regular expression. It does less than the plugins do: no disguised addresses, no check of domains against the public
suffixes, no choice among pictures by format, no path of what was skipped.
"""

import re
from datetime import datetime, timedelta, timezone

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
EXPIRES = re.compile(r"[?&](?:x-expires=(\d+)|oe=([0-9A-Fa-f]+))")
TAG = re.compile(r"(?<![&/])[#＃](\w+)")
AGO = re.compile(r"(\d+) (second|minute|hour|day|week|month|year)s? ago")
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}


def iso(seconds):
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def count(value):
    return value if isinstance(value, int) and value >= 0 else None


def text(value):
    if not isinstance(value, str):
        return None
    value = value.strip()
    return value or None


def known(**fields):
    return {name: value for name, value in fields.items() if value is not None}


def emails(caption):
    if not caption or "@" not in caption:
        return []
    found = dict.fromkeys(address.lower() for address in EMAIL.findall(caption))
    return [{"address": address, "source": "content", "confidence": 0.98} for address in found]


def hashtags(caption):
    if not caption:
        return []
    tags = (tag.lower() for tag in TAG.findall(caption))
    return list(dict.fromkeys(tag for tag in tags if not tag.isdigit()))


def picture(*lists):
    addresses = [url for urls in lists for url in urls or () if isinstance(url, str) and url.startswith("https://")]
    for url in addresses:
        if ".heic" not in url:
            return url
    return addresses[0] if addresses else None


def expires(url):
    found = EXPIRES.search(url) if url else None
    return iso(int(found[1]) if found[1] else int(found[2], 16)) if found else None


def gather(found, creator):
    there = found.get(creator["externalId"])
    if there is None:
        found[creator["externalId"]] = creator
        return
    ids = {content["id"] for content in there["content"]}
    there["content"] += [content for content in creator["content"] if content["id"] not in ids]
    addresses = {email["address"] for email in there["emails"]}
    there["emails"] += [email for email in creator["emails"] if email["address"] not in addresses]
    for name, value in creator.items():
        there.setdefault(name, value)


def tiktok(body):
    found = {}
    for item in body["search_item_list"]:
        video = item.get("aweme_info")
        if not isinstance(video, dict) or video.get("is_ads") is True:
            continue
        author = video.get("author") or {}
        uid, handle, post = text(author.get("uid")), text(author.get("unique_id")), text(video.get("aweme_id"))
        if not uid or not post:
            continue
        caption = text(video.get("desc"))
        tags = [text(extra.get("hashtag_name")) for extra in video.get("text_extra") or ()]
        if not any(tags):
            tags = [text(challenge.get("cha_name")) for challenge in video.get("cha_list") or ()]
        statistics, clip = video.get("statistics") or {}, video.get("video") or {}
        shared, created = text(video.get("share_url")), count(video.get("create_time"))
        duration = count(clip.get("duration"))
        avatar = picture(*((author.get(size) or {}).get("url_list")
                           for size in ("avatar_larger", "avatar_medium", "avatar_thumb")))
        cover = picture((clip.get("cover") or {}).get("url_list"), (clip.get("origin_cover") or {}).get("url_list"))
        content = known(
            id=post,
            url=re.split(r"[?#]", shared)[0] if shared else f"https://www.tiktok.com/@{handle}/video/{post}",
            caption=caption,
            hashtags=list(dict.fromkeys(tag.lstrip("#").lower() for tag in tags if tag)),
            publishedAt=iso(created) if created and created >= 1406851200 else None,
            durationSeconds=duration / 1000 if duration else None,
            coverUrl=cover, coverExpiresAt=expires(cover),
            views=count(statistics.get("play_count")), likes=count(statistics.get("digg_count")),
            comments=count(statistics.get("comment_count")), shares=count(statistics.get("share_count")))
        gather(found, known(
            platform="tiktok", externalId=uid, handle=handle, displayName=text(author.get("nickname")),
            profileUrl=f"https://www.tiktok.com/@{handle}" if handle else None,
            avatarUrl=avatar, avatarExpiresAt=expires(avatar),
            followers=count(author.get("follower_count")),
            verified={"": False, "Verified account": True}.get(author.get("custom_verify")),
            private=author.get("secret") if isinstance(author.get("secret"), bool) else None,
            emails=emails(caption), links=[], content=[content]))
    return list(found.values())


def instagram(body):
    found = {}
    for reel in body["reels"]:
        owner = reel.get("owner") or {}
        account, post = text(str(owner.get("id") or "")), text(str(reel.get("id") or ""))
        if reel.get("is_ad") is True or not account:
            continue
        caption, handle = text(reel.get("caption")), text(owner.get("username"))
        taken, duration = reel.get("taken_at"), reel.get("video_duration")
        if isinstance(taken, str):
            taken = datetime.fromisoformat(taken).timestamp()
        avatar = picture([owner.get("profile_pic_url_hd"), owner.get("profile_pic_url")])
        cover = picture([reel.get("display_url"), reel.get("thumbnail_src")])
        likes = count(reel.get("like_count"))
        views = [v for v in (count(reel.get("video_play_count")), count(reel.get("video_view_count"))) if v is not None]
        content = known(
            id=post, url=reel.get("url") or f"https://www.instagram.com/reel/{reel.get('shortcode')}/",
            caption=caption, hashtags=hashtags(caption), publishedAt=iso(taken) if taken else None,
            durationSeconds=duration if duration else None,
            coverUrl=cover, coverExpiresAt=expires(cover),
            views=next((v for v in views if v > 0), views[0] if views and likes == 0 else None), likes=likes,
            comments=count(reel.get("comment_count")))
        gather(found, known(
            platform="instagram", externalId=account, handle=handle, displayName=text(owner.get("full_name")),
            profileUrl=f"https://www.instagram.com/{handle}/" if handle else None,
            avatarUrl=avatar, avatarExpiresAt=expires(avatar),
            followers=count(owner.get("follower_count")), posts=count(owner.get("post_count")),
            verified=owner.get("is_verified"), private=owner.get("is_private"),
            emails=emails(caption), links=[], content=[content] if post else []))
    return list(found.values())


def published(item, now):
    words, time = text(item.get("publishedTimeText")), item.get("publishedTime")
    moment = datetime.fromisoformat(time).timestamp() if time else None
    ago = AGO.search(words) if words else None
    if moment is not None and (ago is None or ago.start() == 0 and SECONDS[ago[2]] >= 86400):
        return iso(moment)
    return iso((moment or now) - int(ago[1]) * SECONDS[ago[2]]) if ago else None


def youtube(body):
    found, now = {}, 1767225600
    shelves = [item for shelf in body.get("shelves") or () for item in shelf.get("items") or ()]
    for item in (body.get("videos") or []) + (body.get("shorts") or []) + (body.get("lives") or []) + shelves:
        channel = item.get("channel") or {}
        account, post = text(channel.get("id")), text(item.get("id"))
        if not account or not post:
            continue
        title, handle = text(item.get("title")), text(channel.get("handle"))
        handle = handle.lstrip("@/") if handle else None
        date, length, views = published(item, now), item.get("lengthSeconds"), text(item.get("viewCountText")) or ""
        watching = "watching" in views or "waiting" in views
        content = known(
            id=post, url=item.get("url") or f"https://www.youtube.com/watch?v={post}", caption=title,
            hashtags=hashtags(title), publishedAt=date, publishedAtApproximate=True if date else None,
            durationSeconds=length if length else None, coverUrl=item.get("thumbnail"),
            views=None if watching else count(item.get("viewCountInt")))
        gather(found, known(
            platform="youtube", externalId=account, handle=handle, displayName=text(channel.get("title")),
            profileUrl=f"https://www.youtube.com/@{handle}" if handle else f"https://www.youtube.com/channel/{account}",
            avatarUrl=channel.get("thumbnail"), emails=[], links=[], content=[content]))
    for entry in body.get("channels") or ():
        account = text(entry.get("id"))
        if not account:
            continue
        handle, bio = text(entry.get("handle")), text(entry.get("description"))
        handle = handle.lstrip("@/") if handle else None
        gather(found, known(
            platform="youtube", externalId=account, handle=handle, displayName=text(entry.get("channelName")),
            profileUrl=f"https://www.youtube.com/@{handle}" if handle else f"https://www.youtube.com/channel/{account}",
            avatarUrl=entry.get("thumbnail"), bio=bio, emails=[{**e, "source": "bio"} for e in emails(bio)], links=[],
            followers=count(entry.get("subscriberCountInt")),
            verified=True if "Verified" in (entry.get("badges") or ()) else None, content=[]))
    return list(found.values())


PLATFORMS = {"tiktok": tiktok, "instagram": instagram, "youtube": youtube}
