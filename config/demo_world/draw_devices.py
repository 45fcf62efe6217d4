"""How computers and what belongs to them are drawn. `model` is which of its family it is."""

from config.demo_world.canvas import Canvas, curve, mixed


def laptop(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    wide = 46 + 3 * (model % 3)
    left = 60 - wide / 2
    canvas.floor(60, 62, wide + 26)
    canvas.box(left, 24, wide, 33, p.dark, 2)
    canvas.box(left + 2, 26, wide - 4, 28, p.light, 0.8)
    canvas.shape(
        [(left + 2, 26), (left + wide * 0.55, 26), (left + wide * 0.3, 54), (left + 2, 54)],
        mixed(p.light, p.paper, 0.5),
    )
    canvas.box(left - 7, 57, wide + 14, 4, p.main, 1.5)
    canvas.box(55, 57, 10, 1.4, p.dark, 0.6)


def tablet(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 65, 44)
    canvas.box(42, 14, 36, 50, p.main, 3.5)
    canvas.box(44, 17, 32, 44, mixed(p.light, p.paper, 0.3), 1)
    canvas.shape([(44, 17), (66, 17), (48, 61), (44, 61)], mixed(p.light, p.paper, 0.65))
    canvas.oval(60, 15.5, 1, 1, p.light)
    if model % 3 == 2:
        canvas.stroke([(84, 20), (84, 58)], 2, p.dark)
        canvas.shape([(83, 58), (85, 58), (84, 62)], p.light)


def monitor(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    wide, high = ((46, 29), (48, 30), (54, 33), (54, 33), (66, 29), (38, 26))[model % 6]
    top = 50 - high
    canvas.floor(60, 64, 40)
    canvas.shape([(57, 50), (63, 50), (64, 61), (56, 61)], p.main)
    canvas.box(48, 60.5, 24, 3, p.dark, 1.4)
    canvas.box(60 - wide / 2, top, wide, high, p.dark, 1.6)
    left = 60 - wide / 2 + 1.6
    canvas.box(left, top + 1.6, wide - 3.2, high - 4, p.light)
    canvas.shape(
        [
            (left, top + 1.6),
            (left + wide * 0.62, top + 1.6),
            (left + wide * 0.34, top + high - 2.4),
            (left, top + high - 2.4),
        ],
        mixed(p.light, p.paper, 0.55),
    )


def dock(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(58, 60, 62)
    canvas.stroke(curve((84, 46), (98, 46), (92, 63), (106, 64)), 2.2, p.dark)
    canvas.box(32, 26, 53, 12, p.light, 2.5)
    canvas.box(32, 32, 53, 26, p.main, 2.5)
    for port in range(3):
        canvas.box(37 + 10 * port, 41, 7.5, 5, p.paper, 1.2)
    canvas.box(68, 40.5, 9, 6, p.dark, 2.4)
    canvas.oval(81, 43.5, 2, 2, p.paper)
    if model % 2:
        canvas.box(37, 50, 24, 2, mixed(p.main, p.dark, 0.5), 1)


def hub(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    ports = (4, 7, 5, 9)[model % 4]
    wide = 10 + 7 * ports
    left = 66 - wide / 2
    canvas.stroke(
        curve((left + 2, 42), (left - 12, 42), (left - 4, 27), (left - 16, 27)), 2, p.dark
    )
    canvas.floor(66, 53, wide + 8)
    canvas.box(left, 34, wide, 17, p.main, 3)
    canvas.box(left, 34, wide, 5, p.light, 2.5)
    for port in range(ports):
        canvas.box(left + 5 + 7 * port, 42, 5, 4, p.paper, 0.8)


def keyboard(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 57, 80)
    canvas.box(22, 28, 76, 27, p.main, 3)
    key = mixed(p.light, p.paper, 0.55)
    for row in range(3):
        for column in range(12):
            shift = 1.4 * row
            if 25 + shift + 6 * column < 92:
                canvas.box(25 + shift + 6 * column, 31 + 5.6 * row, 4.6, 4.2, key, 0.8)
    canvas.box(25, 48, 9, 4.2, key, 0.8)
    canvas.box(36, 48, 42, 4.2, p.dark if model % 2 else key, 0.8)
    canvas.box(80, 48, 15, 4.2, key, 0.8)


def mouse(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 65, 34)
    if model % 3 == 2:
        canvas.stroke(curve((60, 20), (60, 8), (74, 14), (74, 4)), 1.8, p.dark)
    tall = 46 if model % 3 != 1 else 40
    canvas.box(47, 64 - tall, 26, tall, p.main, 13)
    canvas.box(59.4, 64 - tall, 1.2, tall * 0.4, p.dark)
    canvas.box(57.6, 64 - tall + 6, 4.8, 9, p.dark, 2.4)
    canvas.arc(60, 64 - tall + 13, 24, 24, (20, 160), 1, mixed(p.main, p.dark, 0.35))
    if model % 3 == 1:
        canvas.box(44.5, 42, 3, 10, p.dark, 1.4)


def headset(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 69, 40)
    canvas.arc(60, 40, 44, 52, (180, 360), 3.2, p.dark)
    canvas.arc(60, 40, 38, 46, (205, 335), 1.2, p.light)
    ears = (38.5, 81.5) if model % 5 != 1 else (38.5,)
    for x in ears:
        canvas.box(x - 5, 36, 10, 22, p.main, 4.5)
        canvas.box(x - 2 if x < 60 else x - 4.5, 38, 6.5, 18, p.light, 3)
    canvas.stroke(curve((38.5, 56), (39, 68), (48, 68), (56, 66)), 1.6, p.dark)
    canvas.box(55, 63.8, 8, 4.4, p.dark, 2.2)


def webcam(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 63, 40)
    canvas.shape([(55, 48), (65, 48), (69, 61), (51, 61)], p.dark)
    wide = 44 if model % 3 != 2 else 30
    canvas.box(60 - wide / 2, 25, wide, 25, p.main, 12)
    canvas.oval(60, 37.5, 20, 20, p.light)
    canvas.oval(60, 37.5, 14, 14, p.dark)
    canvas.oval(60, 37.5, 6, 6, mixed(p.dark, (0, 0, 0), 0.4))
    canvas.oval(57.6, 35, 3, 3, p.paper)
    canvas.oval(60 + wide / 2 - 5, 37.5, 2, 2, p.paper)


def cable(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    points = curve((34, 26), (78, 10), (20, 66), (66, 54)) + curve(
        (66, 54), (84, 49), (80, 34), (90, 56)
    )
    canvas.stroke([(x, y + 1.5) for x, y in points], 3.2, p.shadow)
    canvas.stroke(points, 2.6, p.main)
    canvas.box(21, 23, 8, 6, p.light, 1)
    canvas.box(27, 21.5, 10, 9, p.dark, 2)
    canvas.box(85.5, 53, 9, 10, p.dark, 2)
    canvas.box(87.4, 62, 5.2, 7, p.light, 1)
    if model % 6 > 3:
        canvas.box(20, 24.6, 3, 2.8, p.dark, 0.4)


def power(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    size = (30, 34, 38, 24)[model % 4]
    left, top = 60 - size / 2, 24
    canvas.floor(60, 66, size + 16)
    canvas.stroke(curve((60, top + size), (60, 76), (86, 58), (96, 72)), 2, p.dark)
    canvas.box(60 - 7, top - 10, 3.4, 12, p.dark, 1.4)
    canvas.box(60 + 3.6, top - 10, 3.4, 12, p.dark, 1.4)
    canvas.box(left, top, size, size, p.main, 4)
    canvas.box(left, top, size, 6, p.light, 3)
    middle = top + size / 2 + 2
    canvas.shape(
        [
            (61.5, middle - 9),
            (53.5, middle + 1.5),
            (59, middle + 1.5),
            (57.5, middle + 9),
            (66, middle - 2.5),
            (60.4, middle - 2.5),
        ],
        p.paper,
    )


def storage(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 65, 40)
    canvas.box(43, 16, 34, 48, p.main, 4)
    canvas.box(46, 19, 28, 42, mixed(p.main, p.light, 0.45), 2.5)
    canvas.box(50, 24, 20, 6, p.paper, 1)
    canvas.box(50, 33, 12, 2, p.dark, 1)
    canvas.box(50, 37, 16, 2, p.dark, 1)
    canvas.oval(60, 54, 3, 3, p.paper)
    if model % 2:
        canvas.box(54, 62, 12, 4, p.dark, 1)


def network(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    canvas.floor(60, 58, 84)
    canvas.box(22, 34, 76, 22, p.main, 2.5)
    canvas.box(22, 34, 76, 5, p.light, 2)
    ports = (5, 6, 8, 9)[model % 4]
    for port in range(ports):
        canvas.box(27 + 7 * port, 43, 5.2, 7, p.dark, 0.8)
        canvas.box(28.3 + 7 * port, 43, 2.6, 2, p.light)
    canvas.oval(93, 44, 1.8, 1.8, p.paper)
    canvas.oval(93, 49, 1.8, 1.8, p.light)
    if model % 4 == 0:
        for x in (34, 86):
            canvas.stroke([(x, 34), (x, 16)], 2, p.dark)


def phone(canvas: Canvas, model: int) -> None:
    p = canvas.palette
    tall = (46, 52, 48, 50)[model % 4]
    top = 64 - tall
    canvas.floor(60, 65, 34)
    canvas.box(47, top, 26, tall, p.main, 4.5)
    canvas.box(49, top + 2, 22, tall - 4, mixed(p.light, p.paper, 0.35), 3)
    canvas.shape([(49, top + 4), (65, top + 2), (52, 62), (49, 60)], mixed(p.light, p.paper, 0.7))
    canvas.oval(60, top + 4.6, 2, 2, p.dark)
    canvas.box(55.5, 60, 9, 0.9, p.dark, 0.4)
