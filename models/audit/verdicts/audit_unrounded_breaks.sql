-- Sums off by no more than rounding allows, in documents that did not round: all their other sums hold
-- to the last digit. Were figures rounded one by one, the sum of n of them would hold to the last digit
-- with a chance of about the square root of 6/(π (n + 1)), so that many such sums are no accident. A
-- document that warns of rounding must show more of them: many a form prints that note by default.
with slight as (

    select
        *,
        count(*) over (partition by document_id) as slight_count
    from {{ ref('audit_exact_sums') }}
    -- a figure printed to fewer places than the others was rounded, whatever the others were
    where outcome = 'rounding' and is_even

),

-- the same terms in another table are no second witness
exact_sums as (

    select
        document_id,
        terms,
        min(fine_count) as fine_count
    from {{ ref('audit_exact_sums') }}
    where outcome = 'holds' and fine_count >= 2
    group by all

),

documents as (

    select
        document_id,
        count(*) as exact_count,
        least(exp(-sum(ln(sqrt(6 / (pi() * (fine_count + 1)))))), 1e9)::bigint as odds
    from exact_sums
    group by all

),

slight_figures as (

    select
        document_id,
        slight_count,
        unnest(figure_ids) as figure_id
    from slight

),

-- one wrong figure puts off the sums it stands in; rounding puts off sums that have none in common
of_one_figure as (

    select document_id
    from slight_figures
    group by document_id, figure_id, slight_count
    having count(*) = slight_count

),

warned as (

    select document_id
    from {{ ref('stg_lines') }}
    where regexp_matches(text_key, '四舍五入|尾差|尾数')
    union
    select document_id
    from {{ ref('stg_captions') }}
    where regexp_matches(text_key, '四舍五入|尾差|尾数')

),

breaks as (

    select
        slight.identity,
        slight.document_id,
        slight.place_key,
        concat(
            'rounding explains nothing here: ', documents.exact_count, ' other sums of the document hold to the last ',
            'digit, a chance of one in ', format('{:,}', documents.odds), ' if its figures had been rounded'
        ) as reason,
        concat(
            '四舍五入不足以解释：该文件另有', documents.exact_count, '处合计分毫不差，若各数分别取整，其概率约为',
            format('{:,}', documents.odds), '分之一'
        ) as reason_zh
    from slight
    inner join documents on slight.document_id = documents.document_id
    semi join of_one_figure on slight.document_id = of_one_figure.document_id
    left join warned on slight.document_id = warned.document_id
    where documents.odds > case when warned.document_id is null then 1000 else 1000000 end

)

select * from breaks
